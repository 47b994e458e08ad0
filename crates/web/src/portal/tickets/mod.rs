//! Opening tickets, following them, talking in them.
