using Compensation.Api.V1;

namespace Compensation.Api.Pages.Sellers;

/// <summary>What is around each page about a seller.</summary>
/// <param name="Seller">The seller.</param>
/// <param name="IsOwn">Whether they look at it themselves.</param>
public sealed record SellerFrame(string Seller, bool IsOwn);

/// <summary>What the overview of a seller shows.</summary>
/// <param name="Frame">What is around it.</param>
/// <param name="Profile">Who it is.</param>
/// <param name="Dashboard">The figures of the open period.</param>
/// <param name="Statements">The last statements, the latest first.</param>
public sealed record OverviewModel(SellerFrame Frame, Profile Profile, Dashboard Dashboard, IReadOnlyList<StatementSummary> Statements);

/// <summary>What the page of a downline shows.</summary>
/// <param name="Frame">What is around it.</param>
/// <param name="Upline">Who stands above, from the parent to the top.</param>
/// <param name="Legs">The seller's legs.</param>
/// <param name="Query">What was looked for; empty for nothing.</param>
/// <param name="Found">Who was found; null where nobody was looked for.</param>
public sealed record TeamModel(SellerFrame Frame, IReadOnlyList<string> Upline, IReadOnlyList<Leg> Legs, string Query, SearchDownlineResponse? Found);

/// <summary>What a part of a downline shows: those directly below somebody.</summary>
/// <param name="Owner">Whose downline it is.</param>
/// <param name="Root">Whose front line is shown.</param>
/// <param name="Members">The members.</param>
/// <param name="NextPage">The token of the next page; empty at the end.</param>
public sealed record BranchModel(string Owner, string Root, IReadOnlyList<DownlineMember> Members, string NextPage);

/// <summary>What the list of statements shows.</summary>
/// <param name="Frame">What is around it.</param>
/// <param name="Statements">The statements.</param>
public sealed record StatementListModel(SellerFrame Frame, ListStatementsResponse Statements);

/// <summary>What a statement shows.</summary>
/// <param name="Frame">What is around it.</param>
/// <param name="Statement">The statement.</param>
public sealed record StatementModel(SellerFrame Frame, Statement Statement);

/// <summary>What an explanation shows.</summary>
/// <param name="Frame">What is around it.</param>
/// <param name="Period">The period.</param>
/// <param name="Line">The line; null for the whole period.</param>
/// <param name="Reason">Why.</param>
public sealed record ReasonModel(SellerFrame Frame, string Period, StatementLine? Line, Reason Reason);

/// <summary>What the list of a seller's disputes shows.</summary>
/// <param name="Frame">What is around it.</param>
/// <param name="Disputes">The disputes.</param>
public sealed record DisputeListModel(SellerFrame Frame, ListOwnDisputesResponse Disputes);

/// <summary>What a dispute shows.</summary>
/// <param name="Frame">What is around it.</param>
/// <param name="Dispute">The dispute.</param>
public sealed record DisputeModel(SellerFrame Frame, Dispute Dispute);

/// <summary>What the list of all disputes shows.</summary>
/// <param name="Status">Which are shown.</param>
/// <param name="Disputes">Those that wait longest first.</param>
public sealed record DisputesModel(DisputeStatus Status, ListDisputesResponse Disputes);
