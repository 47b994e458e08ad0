//! Routes that say who may ask for them. axum keeps no list that could be read back, so a route is put into the router and
//! into the table by one line, and a line without its `Access` does not compile. `tests/walk` asks for each as everybody.

use super::state::State;
use axum::Router;
use axum::handler::Handler;
use axum::http::Method;
use axum::routing::{self, MethodRouter};
use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouter};

/// What the handler of a route proves before anything else. Not a check of its own: the walk holds each handler to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    /// Anybody, signed in or not.
    Everybody,
    /// Who holds the secret that the request carries: a mailed link, a signature, a provider's answer. A wrong one begins no
    /// session and changes nothing.
    Secret,
    /// Anybody with a session, also who waits for approval.
    SignedIn,
    /// Whose the object is; for others it does not exist.
    Owner,
    /// Anybody whose account was approved.
    Approved,
    /// Who belongs to the organization or attends it; for others it does not exist.
    Member,
    /// Who may read the ticket: its requester, the coordinators, who attends. For others it does not exist.
    Participant,
    /// Who attends the ticket; others who read it are told that they may not.
    Attendant,
    /// Coordinators and staff, each of their organizations.
    Overseer,
    /// The coordinators of the object's organization and who attends it; for others it does not exist.
    Overseen,
    Staff,
    /// Staff who attend the object's organization; for other staff it does not exist.
    Attending,
    Admin,
    /// A company's directory, by the token that was made for it. No person, whatever they may do.
    Directory,
}

/// A line of the table.
#[derive(Debug, Clone)]
#[cfg_attr(not(test), expect(dead_code, reason = "written by the program, read by the walk over the routes"))]
pub(crate) struct Declared {
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) access: Access,
    /// Another site may send it: its proof is not the session.
    pub(crate) from_elsewhere: bool,
}

/// A router and its table.
pub(crate) struct Routes {
    router: Router<State>,
    table: Vec<Declared>,
}

impl Routes {
    pub(crate) fn new() -> Self {
        Self { router: Router::new(), table: Vec::new() }
    }

    /// Adds a route. A path whose methods differ in who may ask stands on two lines.
    pub(crate) fn route(mut self, path: &str, access: Access, verbs: Verbs) -> Self {
        let Verbs { methods, router, from_elsewhere } = verbs;
        let line = |method| Declared { method, path: path.to_owned(), access, from_elsewhere };
        self.table.extend(methods.into_iter().map(line));
        Self { router: self.router.route(path, router), table: self.table }
    }

    pub(crate) fn merge(mut self, other: Self) -> Self {
        self.table.extend(other.table);
        Self { router: self.router.merge(other.router), table: self.table }
    }

    pub(crate) fn into_router(self) -> Router<State> {
        self.router
    }

    #[cfg(test)]
    pub(crate) fn into_table(self) -> Vec<Declared> {
        self.table
    }
}

/// What a path answers to.
pub(crate) struct Verbs {
    methods: Vec<Method>,
    router: MethodRouter<State>,
    from_elsewhere: bool,
}

pub(crate) fn get<H: Handler<T, State>, T: 'static>(handler: H) -> Verbs {
    Verbs { methods: vec![Method::GET], router: routing::get(handler), from_elsewhere: false }
}

pub(crate) fn post<H: Handler<T, State>, T: 'static>(handler: H) -> Verbs {
    Verbs { methods: vec![Method::POST], router: routing::post(handler), from_elsewhere: false }
}

impl Verbs {
    pub(crate) fn post<H: Handler<T, State>, T: 'static>(mut self, handler: H) -> Self {
        self.methods.push(Method::POST);
        Self { router: self.router.post(handler), ..self }
    }

    pub(crate) fn put<H: Handler<T, State>, T: 'static>(mut self, handler: H) -> Self {
        self.methods.push(Method::PUT);
        Self { router: self.router.put(handler), ..self }
    }

    pub(crate) fn patch<H: Handler<T, State>, T: 'static>(mut self, handler: H) -> Self {
        self.methods.push(Method::PATCH);
        Self { router: self.router.patch(handler), ..self }
    }

    pub(crate) fn delete<H: Handler<T, State>, T: 'static>(mut self, handler: H) -> Self {
        self.methods.push(Method::DELETE);
        Self { router: self.router.delete(handler), ..self }
    }
}

impl Verbs {
    /// Other sites send this, too: its proof is a secret or a signature in what is sent, never the session.
    pub(crate) fn also_from_elsewhere(self) -> Self {
        Self { from_elsewhere: true, ..self }
    }
}

/// The same for routes that describe themselves: their methods and paths stand in the description.
pub(crate) struct DocumentedRoutes {
    router: OpenApiRouter<State>,
    table: Vec<Declared>,
}

impl DocumentedRoutes {
    pub(crate) fn new() -> Self {
        Self { router: OpenApiRouter::new(), table: Vec::new() }
    }

    /// Adds what `routes!` made.
    pub(crate) fn routes(mut self, access: Access, routes: UtoipaMethodRouter<State>) -> Self {
        for (path, item) in &routes.1.paths {
            let methods = [
                (Method::GET, item.get.is_some()),
                (Method::POST, item.post.is_some()),
                (Method::PATCH, item.patch.is_some()),
                (Method::PUT, item.put.is_some()),
                (Method::DELETE, item.delete.is_some()),
            ];
            let there = methods.into_iter().filter(|(_, is_there)| *is_there);
            let line = |(method, _)| Declared { method, path: path.clone(), access, from_elsewhere: false };
            self.table.extend(there.map(line));
        }
        Self { router: self.router.routes(routes), table: self.table }
    }

    pub(crate) fn into_router(self) -> OpenApiRouter<State> {
        self.router
    }

    #[cfg(test)]
    pub(crate) fn into_table(self) -> Vec<Declared> {
        self.table
    }
}
