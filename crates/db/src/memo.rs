//! What a connection worked out from a snapshot, kept until anybody writes.

use std::any::Any;
use std::collections::HashMap;
use std::sync::Arc;

/// What is kept, and of what or whom.
pub type MemoKey = (&'static str, i64);

/// All is forgotten at once when there is more: a desk of thousands of clients asks for few of them at a time.
const MOST: usize = 2048;

#[derive(Default)]
pub(crate) struct Memo {
    kept: HashMap<MemoKey, Arc<dyn Any + Send + Sync>>,
    version: i64,
    /// Whether this snapshot's version was looked up already.
    checked: bool,
}

impl Memo {
    /// Another snapshot begins: what is kept may be old.
    pub(crate) fn begin(&mut self) {
        self.checked = false;
    }

    pub(crate) fn is_checked(&self) -> bool {
        self.checked
    }

    /// Tells the database's version, which changes with every commit of another connection.
    pub(crate) fn check(&mut self, version: i64) {
        if self.version != version {
            self.kept.clear();
        }
        self.version = version;
        self.checked = true;
    }

    pub(crate) fn get<T: Any + Send + Sync>(&self, key: MemoKey) -> Option<Arc<T>> {
        Arc::clone(self.kept.get(&key)?).downcast().ok()
    }

    pub(crate) fn put<T: Any + Send + Sync>(&mut self, key: MemoKey, value: &Arc<T>) {
        if self.kept.len() >= MOST {
            self.kept.clear();
        }
        let value: Arc<T> = Arc::clone(value);
        self.kept.insert(key, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_commit_of_anybody_else_forgets_everything() {
        let mut memo = Memo::default();
        memo.check(1);
        memo.put(("places", 7), &Arc::new(vec!["Aula 12"]));
        memo.begin();
        assert!(!memo.is_checked());
        memo.check(1);
        assert_eq!(memo.get::<Vec<&str>>(("places", 7)).unwrap()[0], "Aula 12");
        assert!(memo.get::<Vec<&str>>(("places", 8)).is_none());
        memo.check(2);
        assert!(memo.get::<Vec<&str>>(("places", 7)).is_none());
    }

    #[test]
    fn it_does_not_grow_for_ever() {
        let mut memo = Memo::default();
        for n in 0..5000 {
            memo.put(("places", n), &Arc::new(n));
        }
        assert!(memo.kept.len() <= MOST);
        assert_eq!(*memo.get::<i64>(("places", 4999)).unwrap(), 4999);
    }
}
