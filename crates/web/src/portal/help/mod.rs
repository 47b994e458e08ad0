//! Self-help.
