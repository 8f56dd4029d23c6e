using Compensation.Api.V1;

namespace Compensation.Api.Pages.Admin;

/// <summary>What the page of the audit log shows.</summary>
/// <param name="Who">Whose entries; empty for all.</param>
/// <param name="What">Which kind; empty for all.</param>
/// <param name="Found">A page of them, the latest first.</param>
public sealed record AuditModel(string Who, string What, ListAuditLogResponse Found);
