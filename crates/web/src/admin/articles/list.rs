//! `/admin/articulos`: all articles, drafts first.

use crate::admin::list::{self, SHOWN};
use crate::shell::{Answer, Page, SignedIn, State};
use askama::Template;
use atiende_core::Denied;
use atiende_core::articles::{self, ArticleRow};
use atiende_db::Tx;

#[derive(Template)]
#[template(path = "admin/articles/list.html")]
struct ArticlesPage {
    page: Page,
    articles: Vec<ArticleRow>,
    next: String,
}

pub(crate) async fn get(state: State, signed_in: SignedIn) -> Answer {
    signed_in.approved()?.staff()?;
    let actor = signed_in.actor.clone();
    let after = list::after(&signed_in.visitor.here);
    let read = async move |tx: &Tx| Ok::<_, Denied>(articles::editable_list(tx, actor.staff()?, after, SHOWN).await?);
    let mut articles = state.db().read(read).await?;
    let next = list::next(&mut articles, &signed_in.visitor.here, |article| article.id.to_string());
    let template = ArticlesPage { page: Page::new(&state, &signed_in.visitor), articles, next };
    template.page.show(&template)
}
