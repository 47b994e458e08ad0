//! `/admin/articulos`: all articles, drafts first.

use crate::shell::{Answer, Page, SignedIn, State};
use askama::Template;
use atiende_core::Denied;
use atiende_core::articles::{self, ArticleRow};

#[derive(Template)]
#[template(path = "admin/articles/list.html")]
struct ArticlesPage {
    page: Page,
    articles: Vec<ArticleRow>,
}

pub(crate) async fn get(state: State, signed_in: SignedIn) -> Answer {
    signed_in.approved()?.staff()?;
    let actor = signed_in.actor.clone();
    let articles =
        state.db().read(async move |tx| Ok::<_, Denied>(articles::editable_list(tx, actor.staff()?).await?)).await?;
    let template = ArticlesPage { page: Page::new(&state, &signed_in.visitor), articles };
    template.page.show(&template)
}
