//! The kinds of objects, by their ids.

ids! {
    PersonId,
    OrganizationId,
    LocationId,
    AssetId,
    CategoryId,
    TeamId,
    RuleId,
    /// Also the ticket's public number.
    TicketId,
    MessageId,
    AttachmentId,
    ArticleId,
    MailId,
    /// A message that came by mail.
    InboundId,
    EventId,
    SessionId,
    DeviceId,
    ApiTokenId,
    PasskeyId,
    IdentityId,
    InvitationId,
    AddressId,
    MergeId,
    ProviderId,
    GroupId,
}
