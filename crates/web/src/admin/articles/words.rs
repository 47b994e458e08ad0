//! Who reads an article, and whether it is out.

use crate::admin::{Options, options};
use atiende_core::articles::{ArticleState, Visibility};
use atiende_i18n::{Locale, key};

pub(in crate::admin) const fn visibility_key(visibility: Visibility) -> &'static str {
    match visibility {
        Visibility::Public => key!("admin-visibility-public"),
        Visibility::Customers => key!("admin-visibility-customers"),
        Visibility::Staff => key!("admin-visibility-staff"),
    }
}

pub(in crate::admin) const fn state_key(state: ArticleState) -> &'static str {
    match state {
        ArticleState::Draft => key!("admin-article-draft"),
        ArticleState::Published => key!("admin-article-published"),
    }
}

pub(super) const fn state_class(state: ArticleState) -> &'static str {
    match state {
        ArticleState::Draft => "is-closed",
        ArticleState::Published => "is-solved",
    }
}

pub(super) fn visibilities(t: Locale) -> Options {
    options::words(Visibility::ALL, Visibility::as_str, |v| t.text(visibility_key(v)))
}

pub(super) fn states(t: Locale) -> Options {
    options::words(ArticleState::ALL, ArticleState::as_str, |s| t.text(state_key(s)))
}
