namespace Compensation.Api.Shared.Access;

/// <summary>Represents who may make a call.</summary>
/// <param name="Roles">Whoever has one of these roles; none: anybody, without a key or token.</param>
/// <param name="NeedsProgramme">Whether the caller's token has to name a programme.</param>
public sealed record Access(CallerRoles Roles, bool NeedsProgramme = true);

/// <summary>The one table that says which call serves whom. A call that is not in it is refused.</summary>
public static class AccessTable
{
    private const CallerRoles Storefront = CallerRoles.Storefront;
    private const CallerRoles Finance = CallerRoles.Finance;
    private const CallerRoles FinanceApprover = CallerRoles.FinanceApprover;
    private const CallerRoles Seller = CallerRoles.Seller;
    private const CallerRoles Support = CallerRoles.Support;
    private const CallerRoles Admin = CallerRoles.Admin;

    private static readonly Access Anybody = new(CallerRoles.None, NeedsProgramme: false);

    private static readonly Dictionary<string, Access> Rows = new()
    {
        ["/grpc.health.v1.Health/Check"] = Anybody,
        ["/grpc.health.v1.Health/Watch"] = Anybody,
        ["/grpc.reflection.v1.ServerReflection/ServerReflectionInfo"] = Anybody,
        ["/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo"] = Anybody,

        ["/compensation.v1.StorefrontService/EnrolSeller"] = new(Storefront | Admin),
        ["/compensation.v1.StorefrontService/EnrolCustomer"] = new(Storefront | Admin),
        ["/compensation.v1.StorefrontService/AddReferralCode"] = new(Storefront | Admin),
        ["/compensation.v1.StorefrontService/RecordTouch"] = new(Storefront),
        ["/compensation.v1.StorefrontService/ResolveReferral"] = new(Storefront | Support | Admin),
        ["/compensation.v1.StorefrontService/PlaceOrder"] = new(Storefront),
        ["/compensation.v1.StorefrontService/PlaceOrders"] = new(Storefront),
        ["/compensation.v1.StorefrontService/PayOrder"] = new(Storefront),
        ["/compensation.v1.StorefrontService/ShipOrder"] = new(Storefront),
        ["/compensation.v1.StorefrontService/CancelOrder"] = new(Storefront),
        ["/compensation.v1.StorefrontService/RefundOrder"] = new(Storefront),
        ["/compensation.v1.StorefrontService/GetOrder"] = new(Storefront | Finance | FinanceApprover | Support | Admin),
        ["/compensation.v1.StorefrontService/ExplainCredit"] = new(Storefront | Finance | FinanceApprover | Support | Admin),
        ["/compensation.v1.StorefrontService/ProcessOrders"] = new(Storefront),
        ["/compensation.v1.StorefrontService/WatchMessages"] = new(Storefront | Admin),
        ["/compensation.v1.StorefrontService/AcknowledgeMessages"] = new(Storefront | Admin),

        ["/compensation.v1.FinanceService/CheckPlan"] = new(Finance | FinanceApprover | Admin),
        ["/compensation.v1.FinanceService/PublishPlan"] = new(Finance | Admin),
        ["/compensation.v1.FinanceService/ListPlanVersions"] = new(Finance | FinanceApprover | Support | Admin),
        ["/compensation.v1.FinanceService/GetPlanVersion"] = new(Finance | FinanceApprover | Support | Admin),
        ["/compensation.v1.FinanceService/DiffPlans"] = new(Finance | FinanceApprover | Admin),
        ["/compensation.v1.FinanceService/SimulatePlan"] = new(Finance | FinanceApprover | Admin),
        ["/compensation.v1.FinanceService/ListPeriods"] = new(Finance | FinanceApprover | Support | Admin),
        ["/compensation.v1.FinanceService/GetPeriod"] = new(Finance | FinanceApprover | Support | Admin),
        ["/compensation.v1.FinanceService/OpenPeriod"] = new(Finance),
        ["/compensation.v1.FinanceService/ClosePeriod"] = new(Finance),
        ["/compensation.v1.FinanceService/WatchPeriod"] = new(Finance | FinanceApprover | Support | Admin),
        ["/compensation.v1.FinanceService/ApprovePeriod"] = new(FinanceApprover),
        ["/compensation.v1.FinanceService/RejectPeriod"] = new(Finance | FinanceApprover),
        ["/compensation.v1.FinanceService/RestatePeriod"] = new(Finance),
        ["/compensation.v1.FinanceService/CalculateRestatement"] = new(Finance),
        ["/compensation.v1.FinanceService/PostDifferences"] = new(Finance),
        ["/compensation.v1.FinanceService/OverrideRank"] = new(Finance),
        ["/compensation.v1.FinanceService/OverrideLine"] = new(Finance),
        ["/compensation.v1.FinanceService/WithdrawOverride"] = new(Finance),
        ["/compensation.v1.FinanceService/AdjustEarnings"] = new(Finance),
        ["/compensation.v1.FinanceService/HoldSeller"] = new(Finance | FinanceApprover),
        ["/compensation.v1.FinanceService/ReleaseSeller"] = new(Finance | FinanceApprover),
        ["/compensation.v1.FinanceService/ListRuns"] = new(Finance | FinanceApprover | Support | Admin),
        ["/compensation.v1.FinanceService/GetRunTotals"] = new(Finance | FinanceApprover | Support | Admin),
        ["/compensation.v1.FinanceService/GetLiveTotals"] = new(Finance | FinanceApprover | Support | Admin),
        ["/compensation.v1.FinanceService/WatchLiveTotals"] = new(Finance | FinanceApprover | Support | Admin),
        ["/compensation.v1.FinanceService/CompareRuns"] = new(Finance | FinanceApprover | Admin),
        ["/compensation.v1.FinanceService/DownloadRun"] = new(Finance | FinanceApprover | Admin),
        ["/compensation.v1.FinanceService/PreparePayouts"] = new(Finance),
        ["/compensation.v1.FinanceService/ListPayouts"] = new(Finance | FinanceApprover | Support | Admin),
        ["/compensation.v1.FinanceService/ExportPayouts"] = new(Finance),
        ["/compensation.v1.FinanceService/ConfirmPayouts"] = new(Finance),
        ["/compensation.v1.FinanceService/FailPayout"] = new(Finance),
        ["/compensation.v1.FinanceService/RetryPayout"] = new(Finance),
        ["/compensation.v1.FinanceService/ListDisputes"] = new(Finance | FinanceApprover | Support | Admin),
        ["/compensation.v1.FinanceService/AnswerDispute"] = new(Finance),

        ["/compensation.v1.SellerService/GetProfile"] = new(Seller | Finance | FinanceApprover | Support | Admin),
        ["/compensation.v1.SellerService/GetPerson"] = new(Seller | Support | Admin),
        ["/compensation.v1.SellerService/UpdatePerson"] = new(Seller | Admin),
        ["/compensation.v1.SellerService/GetUpline"] = new(Seller | Finance | FinanceApprover | Support | Admin),
        ["/compensation.v1.SellerService/ListDownline"] = new(Seller | Finance | FinanceApprover | Support | Admin),
        ["/compensation.v1.SellerService/StreamDownline"] = new(Seller | Finance | FinanceApprover | Support | Admin),
        ["/compensation.v1.SellerService/ListLegs"] = new(Seller | Finance | FinanceApprover | Support | Admin),
        ["/compensation.v1.SellerService/SearchDownline"] = new(Seller | Finance | FinanceApprover | Support | Admin),
        ["/compensation.v1.SellerService/GetDashboard"] = new(Seller | Finance | FinanceApprover | Support | Admin),
        ["/compensation.v1.SellerService/WatchDashboard"] = new(Seller | Finance | FinanceApprover | Support | Admin),
        ["/compensation.v1.SellerService/GetRankProgress"] = new(Seller | Finance | FinanceApprover | Support | Admin),
        ["/compensation.v1.SellerService/ListStatements"] = new(Seller | Finance | FinanceApprover | Support | Admin),
        ["/compensation.v1.SellerService/GetStatement"] = new(Seller | Finance | FinanceApprover | Support | Admin),
        ["/compensation.v1.SellerService/ExplainLine"] = new(Seller | Finance | FinanceApprover | Support | Admin),
        ["/compensation.v1.SellerService/ExplainPeriod"] = new(Seller | Finance | FinanceApprover | Support | Admin),
        ["/compensation.v1.SellerService/OpenDispute"] = new(Seller | Support),
        ["/compensation.v1.SellerService/AddToDispute"] = new(Seller | Support),
        ["/compensation.v1.SellerService/ListOwnDisputes"] = new(Seller | Finance | FinanceApprover | Support | Admin),
        ["/compensation.v1.SellerService/GetDispute"] = new(Seller | Finance | FinanceApprover | Support | Admin),
        ["/compensation.v1.SellerService/WatchDispute"] = new(Seller | Finance | FinanceApprover | Support | Admin),

        ["/compensation.v1.AdminService/CreateProgramme"] = new(Admin, NeedsProgramme: false),
        ["/compensation.v1.AdminService/ListProgrammes"] = new(Admin, NeedsProgramme: false),
        ["/compensation.v1.AdminService/GetSettings"] = new(Finance | Support | Admin),
        ["/compensation.v1.AdminService/UpdateSettings"] = new(Admin),
        ["/compensation.v1.AdminService/CreateStorefront"] = new(Admin),
        ["/compensation.v1.AdminService/ListStorefronts"] = new(Support | Admin),
        ["/compensation.v1.AdminService/CreateKey"] = new(Admin),
        ["/compensation.v1.AdminService/RotateKey"] = new(Admin),
        ["/compensation.v1.AdminService/RevokeKey"] = new(Admin),
        ["/compensation.v1.AdminService/ListKeys"] = new(Admin),
        ["/compensation.v1.AdminService/GrantRole"] = new(Admin),
        ["/compensation.v1.AdminService/RevokeRole"] = new(Admin),
        ["/compensation.v1.AdminService/ListRoles"] = new(Admin),
        ["/compensation.v1.AdminService/PriceMove"] = new(Support | Admin),
        ["/compensation.v1.AdminService/ProposeMove"] = new(Support | Admin),
        ["/compensation.v1.AdminService/ApproveMove"] = new(Admin),
        ["/compensation.v1.AdminService/DeclineMove"] = new(Admin),
        ["/compensation.v1.AdminService/UndoMove"] = new(Admin),
        ["/compensation.v1.AdminService/ListMoves"] = new(Support | Admin),
        ["/compensation.v1.AdminService/PlaceSeller"] = new(Admin),
        ["/compensation.v1.AdminService/TerminateSeller"] = new(Admin),
        ["/compensation.v1.AdminService/ReinstateSeller"] = new(Admin),
        ["/compensation.v1.AdminService/MergeSeller"] = new(Admin),
        ["/compensation.v1.AdminService/ChangeSeller"] = new(Admin),
        ["/compensation.v1.AdminService/ListAuditLog"] = new(Admin),
        ["/compensation.v1.AdminService/VerifyAuditLog"] = new(Admin),
        ["/compensation.v1.AdminService/ExportPerson"] = new(Admin),
        ["/compensation.v1.AdminService/ErasePerson"] = new(Admin),
    };

    /// <summary>The paths of all calls in the table.</summary>
    public static IReadOnlyCollection<string> Methods => Rows.Keys;

    /// <summary>Who may make a call; null for one that is not in the table.</summary>
    /// <param name="method">The call's path, such as <c>/compensation.v1.SellerService/GetProfile</c>.</param>
    public static Access? Find(string method) => Rows.GetValueOrDefault(method);
}
