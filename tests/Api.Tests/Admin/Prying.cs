using Compensation.Api.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace Compensation.Api.Tests.Admin;

/// <summary>For every call, requests that name what belongs to somebody else: another programme's sellers, orders, runs, disputes, keys, roles, moves.
/// </summary>
internal static class Prying
{
    private static readonly Timestamp Then = Timestamp.FromDateTime(new DateTime(2026, 11, 1, 0, 0, 0, DateTimeKind.Utc));

    /// <summary>The requests of a call.</summary>
    /// <param name="call">The call, such as <c>SellerService/GetProfile</c>.</param>
    /// <param name="mark">What the other's names begin with.</param>
    /// <param name="key">The id of the other's key.</param>
    /// <param name="open">A period that is open in the caller's programme.</param>
    /// <param name="tree">A tree of the plan.</param>
    /// <returns>The requests, and whether each asks for something that the caller must not find: else its answer is about the caller's own.</returns>
    public static IReadOnlyList<(IMessage Request, bool IsHidden)> Requests(string call, string mark, string key, string open, string tree)
    {
        var (seller, parts) = ($"{mark}C", call.Split('/'));
        return parts[0] switch
        {
            "StorefrontService" => Storefront(parts[1], mark, seller),
            "FinanceService" => Finance(parts[1], mark, seller, open),
            "SellerService" => [(Seller(parts[1], seller), true)],
            _ => Admin(parts[1], mark, key, tree),
        };
    }

    /// <summary>The request of a call of sellers about somebody.</summary>
    /// <param name="call">The call's name.</param>
    /// <param name="seller">About whom.</param>
    public static IMessage Seller(string call, string seller) => call switch
    {
        "GetProfile" => new GetProfileRequest { Seller = seller },
        "GetPerson" => new GetPersonRequest { Seller = seller },
        "UpdatePerson" => new UpdatePersonRequest
        {
            Seller = seller,
            Person = new Person { Name = "changed" },
            UpdateMask = new FieldMask { Paths = { "name" } },
        },
        "GetUpline" => new GetUplineRequest { Seller = seller },
        "ListDownline" => new ListDownlineRequest { Seller = seller },
        "StreamDownline" => new StreamDownlineRequest { Seller = seller },
        "ListLegs" => new ListLegsRequest { Seller = seller },
        "SearchDownline" => new SearchDownlineRequest { Seller = seller, Query = seller },
        "GetDashboard" => new GetDashboardRequest { Seller = seller },
        "WatchDashboard" => new WatchDashboardRequest { Seller = seller },
        "GetRankProgress" => new GetRankProgressRequest { Seller = seller },
        "ListStatements" => new ListStatementsRequest { Seller = seller },
        "GetStatement" => new GetStatementRequest { Seller = seller, Period = Tenant.January },
        "ExplainLine" => new ExplainLineRequest { Seller = seller, Period = Tenant.January, Line = 1 },
        "ExplainPeriod" => new ExplainPeriodRequest { Seller = seller, Period = Tenant.January },
        "OpenDispute" => new OpenDisputeRequest { Seller = seller, Period = Tenant.January, Text = "why" },
        "AddToDispute" => new AddToDisputeRequest { Seller = seller, Dispute = 2, Text = "why" },
        "ListOwnDisputes" => new ListOwnDisputesRequest { Seller = seller },
        "GetDispute" => new GetDisputeRequest { Seller = seller, Dispute = 2 },
        "WatchDispute" => new WatchDisputeRequest { Seller = seller, Dispute = 2 },
        _ => throw new InvalidOperationException($"No request for {call}."),
    };

    private static IReadOnlyList<(IMessage Request, bool IsHidden)> Storefront(string call, string mark, string seller) => call switch
    {
        "EnrolSeller" =>
        [
            (new EnrolSellerRequest { Seller = "new", Sponsor = seller, Joined = Then }, true),
            (new EnrolSellerRequest { Seller = "new", ReferralCode = $"{mark}code", Joined = Then }, true),
        ],
        "EnrolCustomer" => [(new EnrolCustomerRequest { Customer = "new", Referrer = seller, Enrolled = Then }, true)],
        "AddReferralCode" => [(new AddReferralCodeRequest { Code = "new", Kind = TouchKind.Code, Seller = seller, ValidFrom = Then }, true)],
        "RecordTouch" =>
            [(new RecordTouchRequest { Visitor = "new", Signal = new Signal { Kind = TouchKind.Code, Code = $"{mark}code", At = Then } }, true)],
        "ResolveReferral" => [(new ResolveReferralRequest { Visitor = $"{mark}vis", Customer = $"{mark}cust" }, false)],
        "PlaceOrder" => [(Order("new", seller), true)],
        "PlaceOrders" => [(new PlaceOrdersRequest { Orders = { Order("new", seller) } }, false)],
        "PayOrder" => [(new PayOrderRequest { Order = $"{mark}N1", At = Then }, true)],
        "ShipOrder" => [(new ShipOrderRequest { Order = $"{mark}N1", At = Then }, true)],
        "CancelOrder" => [(new CancelOrderRequest { Order = $"{mark}N1", At = Then }, true)],
        "RefundOrder" => [(new RefundOrderRequest { Order = $"{mark}N1", At = Then }, true)],
        "GetOrder" => [(new GetOrderRequest { Order = $"{mark}N1" }, true), (new GetOrderRequest { Order = $"{mark}O1" }, true)],
        "ExplainCredit" => [(new ExplainCreditRequest { Order = $"{mark}N1" }, true)],
        "WatchMessages" => [(new WatchMessagesRequest { Reader = $"{mark}reader" }, false)],
        "AcknowledgeMessages" => [(new AcknowledgeMessagesRequest { Reader = $"{mark}reader", Sequence = 1 }, false)],
        "ProcessOrders" => [(new ProcessOrdersRequest { Item = 1, Pay = new PayOrderRequest { Order = $"{mark}N1", At = Then } }, false)],
        _ => throw new InvalidOperationException($"No request for {call}."),
    };

    private static IReadOnlyList<(IMessage Request, bool IsHidden)> Finance(string call, string mark, string seller, string open) => call switch
    {
        "CheckPlan" => [(new CheckPlanRequest { Text = "plan: x" }, false)],
        "PublishPlan" => [(new PublishPlanRequest { Text = "plan: x", Reason = "try" }, false)],
        "ListPlanVersions" => [(new ListPlanVersionsRequest(), false)],
        "GetPlanVersion" => [(new GetPlanVersionRequest { Version = 2 }, true), (new GetPlanVersionRequest { Version = 1 }, false)],
        "DiffPlans" => [(new DiffPlansRequest { Before = new PlanChoice { Version = 1 }, After = new PlanChoice { Version = 2 } }, true)],
        "SimulatePlan" => [(new SimulatePlanRequest { Plan = new PlanChoice { Version = 2 }, Periods = { Tenant.January } }, true)],
        "ListPeriods" => [(new ListPeriodsRequest(), false)],
        "GetPeriod" => [(new GetPeriodRequest { Period = Tenant.January }, false)],
        "OpenPeriod" => [(new OpenPeriodRequest { Period = Tenant.January }, false)],
        "ClosePeriod" => [(new ClosePeriodRequest { Period = Tenant.January }, false)],
        "WatchPeriod" => [(new WatchPeriodRequest { Period = Tenant.January }, false)],
        "ApprovePeriod" => [(new ApprovePeriodRequest { Period = Tenant.January, Root = "x" }, false)],
        "RejectPeriod" => [(new RejectPeriodRequest { Period = Tenant.January, Reason = "try" }, false)],
        "RestatePeriod" => [(new RestatePeriodRequest { Period = open, Reason = "try" }, false)],
        "CalculateRestatement" => [(new CalculateRestatementRequest { Period = open }, false)],
        "PostDifferences" => [(new PostDifferencesRequest { Period = open }, false)],
        "OverrideRank" => [(new OverrideRankRequest { Period = open, Seller = seller, Rank = "aqSilver", Reason = "try" }, true)],
        "OverrideLine" =>
        [
            (new OverrideLineRequest { Period = open, Seller = seller, Bonus = "aqTeam", Amount = new Money { Units = 1, Currency = "EUR" }, Reason = "try" },
                true),
        ],
        "WithdrawOverride" => [(new WithdrawOverrideRequest { Period = open, Override = $"{mark}1", Reason = "try" }, true)],
        "AdjustEarnings" =>
            [(new AdjustEarningsRequest { Period = open, Seller = seller, Amount = new Money { Units = 1, Currency = "EUR" }, Reason = "try" }, true)],
        "HoldSeller" => [(new HoldSellerRequest { Period = open, Seller = seller, Reason = "try" }, true)],
        "ReleaseSeller" => [(new ReleaseSellerRequest { Period = open, Seller = seller, Reason = "try" }, false)],
        "ListRuns" => [(new ListRunsRequest { Period = Tenant.January }, false)],
        "GetRunTotals" => [(new GetRunTotalsRequest { Run = 2 }, true)],
        "GetLiveTotals" => [(new GetLiveTotalsRequest(), false)],
        "WatchLiveTotals" => [(new WatchLiveTotalsRequest(), false)],
        "CompareRuns" => [(new CompareRunsRequest { Before = 1, Run = 2 }, true)],
        "DownloadRun" => [(new DownloadRunRequest { Run = 2 }, true), (new DownloadRunRequest { Run = 1 }, false)],
        "PreparePayouts" => [(new PreparePayoutsRequest { Period = Tenant.January }, false)],
        "ListPayouts" => [(new ListPayoutsRequest { Period = Tenant.January }, false)],
        "ExportPayouts" => [(new ExportPayoutsRequest { Period = Tenant.January, Format = PaymentFormat.Csv, Reference = "try" }, false)],
        "ConfirmPayouts" => [(new ConfirmPayoutsRequest { Period = Tenant.January, Payouts = { 99 } }, false)],
        "FailPayout" => [(new FailPayoutRequest { Period = Tenant.January, Payout = 99, Reason = "try" }, false)],
        "RetryPayout" => [(new RetryPayoutRequest { Period = Tenant.January, Payout = 99 }, false)],
        "ListDisputes" => [(new ListDisputesRequest(), false)],
        "AnswerDispute" => [(new AnswerDisputeRequest { Dispute = 2, Text = "why", Status = DisputeStatus.Answered }, true)],
        _ => throw new InvalidOperationException($"No request for {call}."),
    };

    private static IReadOnlyList<(IMessage Request, bool IsHidden)> Admin(string call, string mark, string key, string tree)
    {
        var seller = $"{mark}C";
        var draft = new MoveDraft { Seller = seller, To = new Place { Tree = tree }, Scope = MoveScope.Downline, Effective = Then, Reason = "try" };
        return call switch
        {
            "CreateProgramme" => [(new CreateProgrammeRequest { Name = "new" }, true)],
            "ListProgrammes" => [(new ListProgrammesRequest(), false)],
            "GetSettings" => [(new GetSettingsRequest(), false)],
            "UpdateSettings" => [(new UpdateSettingsRequest(), false)],
            "CreateStorefront" => [(new CreateStorefrontRequest { Name = "new" }, false)],
            "ListStorefronts" => [(new ListStorefrontsRequest(), false)],
            "CreateKey" => [(new CreateKeyRequest { Storefront = $"{mark}shop" }, true)],
            "RotateKey" => [(new RotateKeyRequest { Key = key }, true)],
            "RevokeKey" => [(new RevokeKeyRequest { Key = key, Reason = "try" }, true)],
            "ListKeys" => [(new ListKeysRequest(), false), (new ListKeysRequest { Storefront = $"{mark}shop" }, false)],
            "GrantRole" => [(new GrantRoleRequest { Subject = "new", Role = Role.Seller, Seller = seller, Reason = "try" }, true)],
            "RevokeRole" => [(new RevokeRoleRequest { Subject = $"{mark}pia", Role = Role.Support, Reason = "try" }, true)],
            "ListRoles" => [(new ListRolesRequest(), false)],
            "PriceMove" => [(new PriceMoveRequest { Move = draft }, true)],
            "ProposeMove" => [(new ProposeMoveRequest { Move = draft }, true)],
            "ApproveMove" => [(new ApproveMoveRequest { Move = $"{mark}move" }, true)],
            "DeclineMove" => [(new DeclineMoveRequest { Move = $"{mark}move", Reason = "try" }, true)],
            "UndoMove" => [(new UndoMoveRequest { Move = $"{mark}move", Reason = "try" }, true)],
            "ListMoves" => [(new ListMovesRequest(), false)],
            "PlaceSeller" => [(new PlaceSellerRequest { Seller = seller, To = new Place { Tree = tree }, Effective = Then }, true)],
            "TerminateSeller" => [(new TerminateSellerRequest { Seller = seller, Effective = Then, Reason = "try" }, true)],
            "ReinstateSeller" => [(new ReinstateSellerRequest { Seller = seller, Effective = Then, Reason = "try" }, true)],
            "MergeSeller" =>
            [
                (new MergeSellerRequest { Seller = seller, Into = $"{mark}A", Effective = Then, Reason = "try" }, true),
                (new MergeSellerRequest { Seller = "aqC", Into = $"{mark}A", Effective = Then, Reason = "try" }, true),
            ],
            "ChangeSeller" => [(new ChangeSellerRequest { Seller = seller, Effective = Then, Reason = "try" }, false)],
            "ListAuditLog" => [(new ListAuditLogRequest(), false), (new ListAuditLogRequest { Who = $"{mark}max" }, false)],
            "VerifyAuditLog" => [(new VerifyAuditLogRequest(), false)],
            "ExportPerson" =>
            [
                (new ExportPersonRequest { Person = new PersonChoice { Seller = seller }, Reason = "try" }, true),
                (new ExportPersonRequest { Person = new PersonChoice { Customer = $"{mark}cust" }, Reason = "try" }, true),
            ],
            "ErasePerson" => [(new ErasePersonRequest { Person = new PersonChoice { Seller = seller }, Reason = "try" }, true)],
            _ => throw new InvalidOperationException($"No request for {call}."),
        };
    }

    private static PlaceOrderRequest Order(string order, string seller) => new()
    {
        Order = order,
        Seller = seller,
        Placed = Then,
        Lines = { new OrderLine { Line = 1, Values = { new FieldValue { Field = "PV", Quantity = new Quantity { Units = 1 } } } } },
    };
}
