using Compensation.Api.Tests.Finance;
using Compensation.Api.V1;
using Compensation.Testing;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using Shouldly;
using Xunit;

namespace Compensation.Api.Tests.Admin;

/// <summary>Who runs a programme, in the company of <see cref="FinanceDay"/>: A over B over C. What amounts are expected is calculated there.</summary>
public sealed class AdminDayTests : IAsyncLifetime
{
    private static readonly Timestamp TenthOfJanuary = Moment(2026, 1, 10);

    private FinanceDay day = null!;
    private ApiClient ada = null!;

    /// <summary>The ledger's address; a new SQLite file where there is none.</summary>
    private string? Ledger { get; init; }

    public async Task InitializeAsync()
    {
        day = await FinanceDay.BeginAsync(Ledger);
        ada = day.Server.Person("ada", "admin");
    }

    public async Task DisposeAsync()
    {
        ada.Dispose();
        await day.DisposeAsync();
    }

    [Fact]
    public async Task Programme_IsAddedOnce_ByAnAdminOfAll()
    {
        using var root = day.Server.Person("root", "admin", programme: null);
        var request = new CreateProgrammeRequest { IdempotencyKey = "one", Name = "second" };

        var added = await root.CallAsync<Programme>("AdminService/CreateProgramme", request);
        (await root.CallAsync<Programme>("AdminService/CreateProgramme", request)).ShouldBe(added);
        (await FailAsync(root, "CreateProgramme", new CreateProgrammeRequest { IdempotencyKey = "two", Name = "second" })).Reason
            .ShouldBe("PROGRAMME_EXISTS");
        (await FailAsync(root, "CreateProgramme", new CreateProgrammeRequest { IdempotencyKey = "one", Name = "" })).Reason.ShouldBe("INVALID_ID");
        (await FailAsync(ada, "CreateProgramme", new CreateProgrammeRequest { IdempotencyKey = "x", Name = "third" })).Reason.ShouldBe("ONE_PROGRAMME");

        (await ListAsync(root)).ShouldBe(["company", "second"]);
        (await ListAsync(ada)).ShouldBe(["company"]);
        var first = await root.CallAsync<ListProgrammesResponse>("AdminService/ListProgrammes", new ListProgrammesRequest
        {
            Page = new PageRequest { PageSize = 1 },
        });
        var second = await root.CallAsync<ListProgrammesResponse>("AdminService/ListProgrammes", new ListProgrammesRequest
        {
            Page = new PageRequest { PageSize = 1, PageToken = first.NextPageToken },
        });
        (second.Programmes.Single().Name, second.NextPageToken).ShouldBe(("second", ""));

        // Its admin is at home in it at once, and finds who has added it.
        using var own = day.Server.Person("ann", "admin", "second");
        var log = await own.CallAsync<ListAuditLogResponse>("AdminService/ListAuditLog", new ListAuditLogRequest());
        (log.Entries.Single().Who, log.Entries.Single().What).ShouldBe(("root", "programme added"));

        static async Task<string[]> ListAsync(ApiClient client) =>
            [.. (await client.CallAsync<ListProgrammesResponse>("AdminService/ListProgrammes", new ListProgrammesRequest())).Programmes
                .Select(programme => programme.Name)];
    }

    [Fact]
    public async Task Role_ThatIsGiven_HoldsAtOnce_AndNoLongerOnceItIsTaken()
    {
        await BeginAsync();
        // Their token says who they are, and nothing of what they may do.
        using var pia = new ApiClient(day.Server.Address, $"Bearer {day.Server.Issuer.Issue("pia", [], "company")}");
        var periods = new ListPeriodsRequest();
        (await FailAsync(pia, "FinanceService/ListPeriods", periods)).Reason.ShouldBe("ROLE_MISSING");

        var given = await GrantAsync("pia", Role.Finance);
        (given.Subject, given.Role, given.Revoked).ShouldBe(("pia", Role.Finance, null));
        await pia.CallAsync<ListPeriodsResponse>("FinanceService/ListPeriods", periods);
        (await FailAsync(ada, "GrantRole", Grant("pia", Role.Finance))).Reason.ShouldBe("ROLE_EXISTS");
        (await FailAsync(pia, "FinanceService/ApprovePeriod", new ApprovePeriodRequest())).Reason.ShouldBe("ROLE_MISSING");

        var revoke = new RevokeRoleRequest { IdempotencyKey = day.Key(), Subject = "pia", Role = Role.Finance, Reason = "left" };
        (await ada.CallAsync<RoleGrant>("AdminService/RevokeRole", revoke)).Revoked.ShouldNotBeNull();
        (await FailAsync(pia, "FinanceService/ListPeriods", periods)).Reason.ShouldBe("ROLE_MISSING");
        (await FailAsync(ada, "RevokeRole", new RevokeRoleRequest(revoke) { IdempotencyKey = day.Key() })).Reason.ShouldBe("UNKNOWN_ROLE");

        await GrantAsync("pia", Role.Finance);
        await GrantAsync("pia", Role.Support);
        await pia.CallAsync<ListPeriodsResponse>("FinanceService/ListPeriods", periods);
        var all = (await ada.CallAsync<ListRolesResponse>("AdminService/ListRoles", new ListRolesRequest())).Roles;
        all.Select(role => (role.Role, role.Revoked is null)).ShouldBe([(Role.Finance, false), (Role.Finance, true), (Role.Support, true)]);
    }

    [Fact]
    public async Task Role_OfASeller_NamesOneOfTheProgramme_AndShowsThatOneOnly()
    {
        await BeginAsync();
        using var bea = new ApiClient(day.Server.Address, $"Bearer {day.Server.Issuer.Issue("bea", [], "company")}");

        (await FailAsync(ada, "GrantRole", Grant("bea", Role.Seller))).Code.ShouldBe(StatusCode.InvalidArgument);
        (await FailAsync(ada, "GrantRole", Grant("bea", Role.Finance, "B"))).Code.ShouldBe(StatusCode.InvalidArgument);
        (await FailAsync(ada, "GrantRole", Grant("bea", Role.Seller, "Z"))).Code.ShouldBe(StatusCode.NotFound);
        (await FailAsync(ada, "GrantRole", Grant("bea", Role.Storefront))).Code.ShouldBe(StatusCode.InvalidArgument);
        (await FailAsync(ada, "GrantRole", new GrantRoleRequest(Grant("bea", Role.Admin)) { Reason = " " })).Reason.ShouldBe("REASON_MISSING");
        (await GrantAsync("bea", Role.Seller, "B")).Seller.ShouldBe("B");

        (await bea.CallAsync<Profile>("SellerService/GetProfile", new GetProfileRequest())).Seller.ShouldBe("B");
        (await FailAsync(bea, "SellerService/GetDashboard", new GetDashboardRequest { Seller = "C" })).Reason.ShouldBe("OTHER_SELLER");

        // What a programme gives holds in that programme, and a shop's token has no other role.
        await day.Server.Database.AddProgrammeAsync("other");
        using var elsewhere = new ApiClient(day.Server.Address, $"Bearer {day.Server.Issuer.Issue("bea", [], "other")}");
        (await FailAsync(elsewhere, "SellerService/GetProfile", new GetProfileRequest())).Reason.ShouldBe("ROLE_MISSING");
        await GrantAsync("shop", Role.Admin);
        using var shop = day.Server.Shop();
        (await FailAsync(shop, "ListRoles", new ListRolesRequest())).Reason.ShouldBe("ROLE_MISSING");
    }

    [Fact]
    public async Task Move_IsPricedProposedAndCarriedOut_ByTwoPersons()
    {
        await BeginAsync();
        using var sam = day.Server.Person("sam", "support");
        using var eve = day.Server.Person("eve", "admin");
        // C goes from below B to below A: B loses 10 % of C's 300, A gains it.
        var draft = new MoveDraft
        {
            Seller = "C",
            To = new Place { Tree = await TreeAsync(), Parent = "A" },
            Scope = MoveScope.Downline,
            Effective = Moment(2026, 1, 1),
            Reason = "the sponsor was entered wrong",
        };

        var price = await sam.CallAsync<MovePrice>("AdminService/PriceMove", new PriceMoveRequest { Move = draft });
        var january = price.Periods.Single(period => period.Period == FinanceDay.January);
        january.Pay.Select(change => (change.Seller, change.Before.Units, change.After.Units)).ShouldBe([("A", 12_00L, 42_00L), ("B", 40_00L, 10_00L)]);
        (price.ChangesClosedPay, january.Closed).ShouldBe((false, false));

        var propose = new ProposeMoveRequest { IdempotencyKey = "move-c", Move = draft };
        var proposed = await sam.CallAsync<Move>("AdminService/ProposeMove", propose);
        (proposed.Move_, proposed.Status, proposed.ProposedBy, proposed.Sequence).ShouldBe(("move-c", MoveStatus.Proposed, "sam", 0));
        (await UplineAsync("C")).ShouldBe(["B", "A"]);
        (await FailAsync(ada, "ProposeMove", propose)).Reason.ShouldBe("MOVE_EXISTS");

        // Sam is an admin, too, and cannot approve what Sam has proposed.
        using var samAsAdmin = day.Server.Person("sam", "admin");
        var approve = new ApproveMoveRequest { IdempotencyKey = "yes", Move = "move-c" };
        (await FailAsync(samAsAdmin, "ApproveMove", approve)).Reason.ShouldBe("SAME_PERSON");
        (await FailAsync(sam, "ApproveMove", approve)).Reason.ShouldBe("ROLE_MISSING");
        var done = await ada.CallAsync<Move>("AdminService/ApproveMove", approve);
        (done.Status, done.DecidedBy, done.Price).ShouldBe((MoveStatus.Done, "ada", proposed.Price));
        (await ada.CallAsync<Move>("AdminService/ApproveMove", approve)).ShouldBe(done);
        (await sam.CallAsync<Move>("AdminService/ProposeMove", propose)).ShouldBe(proposed);
        (await UplineAsync("C")).ShouldBe(["A"]);
        (await FailAsync(eve, "ApproveMove", approve)).Code.ShouldBe(StatusCode.FailedPrecondition);
        (await FailAsync(eve, "DeclineMove", new DeclineMoveRequest { IdempotencyKey = "no", Move = "move-c", Reason = "late" })).Reason
            .ShouldBe("MOVE_STATUS");

        var undo = new UndoMoveRequest { IdempotencyKey = "back", Move = "move-c", Reason = "it was right" };
        var undone = await eve.CallAsync<Move>("AdminService/UndoMove", undo);
        (undone.Status, undone.DecidedBy, undone.Sequence).ShouldBe((MoveStatus.Undone, "ada", done.Sequence));
        (await eve.CallAsync<Move>("AdminService/UndoMove", undo)).ShouldBe(undone);
        (await UplineAsync("C")).ShouldBe(["B", "A"]);

        var log = await ada.CallAsync<ListAuditLogResponse>("AdminService/ListAuditLog", new ListAuditLogRequest { Who = "ada" });
        log.Entries.Select(entry => entry.What).ShouldContain("move approved");
    }

    [Fact]
    public async Task Move_ThatIsDeclined_IsNotCarriedOut_AndMovesAreListed()
    {
        await BeginAsync();
        using var sam = day.Server.Person("sam", "support");
        foreach (var id in new[] { "m1", "m2", "m3" })
        {
            await sam.CallAsync<Move>("AdminService/ProposeMove", new ProposeMoveRequest
            {
                IdempotencyKey = id,
                Move = new MoveDraft
                {
                    Seller = "C",
                    To = new Place { Tree = await TreeAsync(), Parent = "A" },
                    Scope = MoveScope.Seller,
                    Effective = TenthOfJanuary,
                    Reason = "asked for",
                },
            });
        }

        var declined = await ada.CallAsync<Move>("AdminService/DeclineMove",
            new DeclineMoveRequest { IdempotencyKey = "no", Move = "m2", Reason = "not agreed" });

        (declined.Status, declined.DecidedBy).ShouldBe((MoveStatus.Declined, "ada"));
        (await FailAsync(ada, "ApproveMove", new ApproveMoveRequest { IdempotencyKey = "yes", Move = "m2" })).Reason.ShouldBe("MOVE_STATUS");
        (await UplineAsync("C")).ShouldBe(["B", "A"]);
        (await FailAsync(ada, "ApproveMove", new ApproveMoveRequest { IdempotencyKey = "yes", Move = "m9" })).Reason.ShouldBe("UNKNOWN_MOVE");
        (await ListAsync(MoveStatus.Unspecified)).ShouldBe(["m3", "m2", "m1"]);
        (await ListAsync(MoveStatus.Proposed)).ShouldBe(["m3", "m1"]);
        (await ListAsync(MoveStatus.Declined)).ShouldBe(["m2"]);
        var page = new ListMovesRequest { Page = new PageRequest { PageSize = 2 } };
        var first = await sam.CallAsync<ListMovesResponse>("AdminService/ListMoves", page);
        page.Page.PageToken = first.NextPageToken;
        (await sam.CallAsync<ListMovesResponse>("AdminService/ListMoves", page)).Moves.Single().Move_.ShouldBe("m1");

        foreach (var draft in new[] { null, new MoveDraft(), new MoveDraft { Seller = "C", To = new Place(), Scope = MoveScope.Seller } })
        {
            (await FailAsync(sam, "PriceMove", new PriceMoveRequest { Move = draft })).Code.ShouldBe(StatusCode.InvalidArgument);
        }

        async Task<string[]> ListAsync(MoveStatus status) => [.. (await sam.CallAsync<ListMovesResponse>(
            "AdminService/ListMoves", new ListMovesRequest { Status = status })).Moves.Select(move => move.Move_)];
    }

    [Fact]
    public async Task Seller_LeavesComesBackAndIsMerged()
    {
        await BeginAsync();
        var leave = new TerminateSellerRequest { IdempotencyKey = "t", Seller = "C", Effective = TenthOfJanuary, Reason = "asked" };

        var left = await ada.CallAsync<SellerChangeResponse>("AdminService/TerminateSeller", leave);
        (await ada.CallAsync<SellerChangeResponse>("AdminService/TerminateSeller", leave)).Receipt
            .ShouldBe(new Receipt { Sequence = left.Receipt.Sequence, Repeated = true });
        (await StandingAsync("C")).ShouldBe(SellerStanding.Terminated);
        await ada.CallAsync<SellerChangeResponse>("AdminService/ReinstateSeller",
            new ReinstateSellerRequest { IdempotencyKey = "r", Seller = "C", Effective = Moment(2026, 1, 11), Reason = "came back" });
        (await StandingAsync("C")).ShouldBe(SellerStanding.Active);

        await ada.CallAsync<SellerChangeResponse>("AdminService/MergeSeller",
            new MergeSellerRequest { IdempotencyKey = "m", Seller = "B", Into = "A", Effective = Moment(2026, 1, 12), Reason = "one person" });
        (await StandingAsync("B")).ShouldBe(SellerStanding.Merged);
        (await UplineAsync("C")).ShouldBe(["A"]);

        (await FailAsync(ada, "TerminateSeller", new TerminateSellerRequest(leave) { IdempotencyKey = "t2", Seller = "Z" })).Code
            .ShouldBe(StatusCode.NotFound);
        var other = await FailAsync(ada, "TerminateSeller", new TerminateSellerRequest(leave) { Reason = "another" });
        (other.Reason, other.Code).ShouldBe(("REQUEST_CONFLICT", StatusCode.AlreadyExists));
        other.Status.Message.ShouldContain("idempotency_key");
        (await FailAsync(ada, "PlaceSeller", new PlaceSellerRequest
        {
            IdempotencyKey = "p",
            Seller = "C",
            Effective = TenthOfJanuary,
            To = new Place { Tree = await TreeAsync(), Parent = "A" },
        })).Reason.ShouldBe("ALREADY_PLACED");
    }

    [Fact]
    public async Task Seller_WhoseAttributeChanges_KeepsTheOthers_AndIsPaidByIt()
    {
        await BeginAsync();
        // B is paid in euros from the beginning, and in pounds from now on: 40.00 EUR are 34.00 GBP.
        var change = new ChangeSellerRequest
        {
            IdempotencyKey = "c",
            Seller = "B",
            Attributes = { new FieldValue { Field = "paid in", Text = "GBP" } },
            Effective = TenthOfJanuary,
            Reason = "moved",
        };

        await ada.CallAsync<SellerChangeResponse>("AdminService/ChangeSeller", change);
        (await ada.CallAsync<SellerChangeResponse>("AdminService/ChangeSeller", change)).Receipt.Repeated.ShouldBeTrue();
        (await FailAsync(ada, "ChangeSeller", new ChangeSellerRequest(change)
        {
            IdempotencyKey = "d",
            Attributes = { new FieldValue { Field = "colour", Text = "red" } },
        })).Code.ShouldBe(StatusCode.InvalidArgument);

        // A later change of something else leaves it as it is.
        var later = new ChangeSellerRequest(change) { IdempotencyKey = "e", Effective = Moment(2026, 1, 12) };
        later.Attributes[0] = new FieldValue { Field = "talks", Text = "English" };
        await ada.CallAsync<SellerChangeResponse>("AdminService/ChangeSeller", later);

        await day.ApproveAsync((await day.CloseAsync()).Root);
        await day.StepAsync("PreparePayouts", new PreparePayoutsRequest { IdempotencyKey = day.Key(), Period = FinanceDay.January });
        var payouts = await day.Max.CallAsync<ListPayoutsResponse>("FinanceService/ListPayouts", new ListPayoutsRequest { Period = FinanceDay.January });
        payouts.Payouts.Select(payout => (payout.Seller, payout.Amount.Units, payout.Amount.Currency)).OrderBy(payout => payout.Seller)
            .ShouldBe([("A", 12_00L, "EUR"), ("B", 34_00L, "GBP"), ("C", 25_50L, "GBP")]);
    }

    [Fact]
    public async Task AuditLog_IsListedByFilter_AndTellsWhereAByteWasChanged()
    {
        await BeginAsync();
        await GrantAsync("pia", Role.Finance);
        await GrantAsync("pia", Role.Support);
        await ada.CallAsync<Storefront>("AdminService/CreateStorefront", new CreateStorefrontRequest { IdempotencyKey = "s", Name = "web" });

        var all = await ListAsync(new ListAuditLogRequest());
        all.Select(entry => entry.Entry).ShouldBe(Enumerable.Range(1, all.Count).Select(entry => (long)entry).Reverse());
        (await ListAsync(new ListAuditLogRequest { Who = "ada", What = "role given" })).Select(entry => entry.Body)
            .ShouldBe(["""{"subject":"pia","role":"Support"}""", """{"subject":"pia","role":"Finance"}"""]);
        (await ListAsync(new ListAuditLogRequest { To = TenthOfJanuary })).ShouldBeEmpty();
        (await ListAsync(new ListAuditLogRequest { From = TenthOfJanuary })).Count.ShouldBe(all.Count);
        var page = new ListAuditLogRequest { Page = new PageRequest { PageSize = all.Count - 1 } };
        page.Page.PageToken = (await ada.CallAsync<ListAuditLogResponse>("AdminService/ListAuditLog", page)).NextPageToken;
        (await ListAsync(page)).Single().Entry.ShouldBe(1);
        var good = await VerifyAsync();
        (good.BrokenAt, good.Entries).ShouldBe((0, all.Count));

        // Whoever owns the file can take its triggers off. One letter of one reason is enough.
        await using var ledger = day.Server.Database.CreateContext();
        await ledger.Database.ExecuteSqlRawAsync("DROP TRIGGER refuse_UPDATE_audit");
        await ledger.Database.ExecuteSqlRawAsync("UPDATE audit SET who = 'adb' WHERE entry = 2");
        (await VerifyAsync()).BrokenAt.ShouldBe(2);

        async Task<List<AuditEntry>> ListAsync(ListAuditLogRequest request) =>
            [.. (await ada.CallAsync<ListAuditLogResponse>("AdminService/ListAuditLog", request)).Entries];

        Task<VerifyAuditLogResponse> VerifyAsync() => ada.CallAsync<VerifyAuditLogResponse>("AdminService/VerifyAuditLog", new VerifyAuditLogRequest());
    }

    [PostgreSqlFact]
    public async Task Days_OnPostgreSql_AreTheSame()
    {
        foreach (var test in new Func<AdminDayTests, Task>[]
        {
            day => day.Programme_IsAddedOnce_ByAnAdminOfAll(), day => day.Role_ThatIsGiven_HoldsAtOnce_AndNoLongerOnceItIsTaken(),
            day => day.Move_IsPricedProposedAndCarriedOut_ByTwoPersons(), day => day.Move_ThatIsDeclined_IsNotCarriedOut_AndMovesAreListed(),
            day => day.Seller_WhoseAttributeChanges_KeepsTheOthers_AndIsPaidByIt(),
        })
        {
            var other = new AdminDayTests { Ledger = "postgresql:" + PostgreSqlServer.Shared.CreateDatabase() };
            await other.InitializeAsync();
            await test(other);
            await other.DisposeAsync();
        }
    }

    private async Task BeginAsync()
    {
        await day.PublishAsync();
        await day.TakeOrdersAsync();
    }

    private GrantRoleRequest Grant(string subject, Role role, string seller = "") =>
        new() { IdempotencyKey = day.Key(), Subject = subject, Role = role, Seller = seller, Reason = "needed" };

    private Task<RoleGrant> GrantAsync(string subject, Role role, string seller = "") =>
        ada.CallAsync<RoleGrant>("AdminService/GrantRole", Grant(subject, role, seller));

    private async Task<string> TreeAsync() => (await ProfileAsync("C")).Places[0].Tree;

    private async Task<IEnumerable<string>> UplineAsync(string seller) =>
        (await ada.CallAsync<GetUplineResponse>("SellerService/GetUpline", new GetUplineRequest { Seller = seller })).Sellers;

    private async Task<SellerStanding> StandingAsync(string seller) => (await ProfileAsync(seller)).Standing;

    private Task<Profile> ProfileAsync(string seller) => ada.CallAsync<Profile>("SellerService/GetProfile", new GetProfileRequest { Seller = seller });

    private static Timestamp Moment(int year, int month, int day) => Instant.FromUtc(year, month, day, 0, 0).ToDateTimeUtc().ToTimestamp();

    private static Task<CallFailedException> FailAsync(ApiClient client, string method, IMessage request) => Should.ThrowAsync<CallFailedException>(
        () => client.CallAsync<Empty>(method.Contains('/', StringComparison.Ordinal) ? method : $"AdminService/{method}", request));
}
