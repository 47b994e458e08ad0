mod always;
mod mails;
mod prose;
