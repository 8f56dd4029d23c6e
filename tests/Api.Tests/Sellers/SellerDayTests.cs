using Compensation.Api.Tests.Finance;
using Compensation.Api.V1;
using Compensation.Testing;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace Compensation.Api.Tests.Sellers;

/// <summary>What sellers see by the API, in the company of <see cref="FinanceDay"/>: A over B over C. What amounts are expected is calculated there.</summary>
public sealed class SellerDayTests : IAsyncLifetime
{
    private FinanceDay day = null!;

    public async Task InitializeAsync() => day = await FinanceDay.BeginAsync();

    public async Task DisposeAsync() => await day.DisposeAsync();

    [Fact]
    public async Task Trees_ShowTheOwnDownlineAndUplineOnly()
    {
        await BeginAsync();
        using var middle = day.Server.Seller("B");

        (await middle.CallAsync<Profile>("SellerService/GetProfile", new GetProfileRequest())).Places[0].Parent.ShouldBe("A");
        (await middle.CallAsync<Profile>("SellerService/GetProfile", new GetProfileRequest { Seller = "C" })).Seller.ShouldBe("C");
        (await middle.CallAsync<GetUplineResponse>("SellerService/GetUpline", new GetUplineRequest())).Sellers.ShouldBe(["A"]);

        // Somebody above, and somebody who does not exist, are answered alike.
        foreach (var stranger in new[] { "A", "X" })
        {
            (await FailAsync(middle, "GetProfile", new GetProfileRequest { Seller = stranger })).Reason.ShouldBe("OTHER_SELLER");
        }

        foreach (var (method, request) in new (string, IMessage)[]
        {
            ("GetUpline", new GetUplineRequest { Seller = "C" }), ("ListDownline", new ListDownlineRequest { Seller = "A" }),
            ("StreamDownline", new StreamDownlineRequest { Seller = "A" }), ("ListLegs", new ListLegsRequest { Seller = "A" }),
            ("SearchDownline", new SearchDownlineRequest { Seller = "A", Query = "C" }), ("GetDashboard", new GetDashboardRequest { Seller = "C" }),
            ("GetStatement", new GetStatementRequest { Seller = "C", Period = FinanceDay.January }), ("GetPerson", new GetPersonRequest { Seller = "C" }),
        })
        {
            (await FailAsync(middle, method, request)).Code.ShouldBe(StatusCode.PermissionDenied, method);
        }
    }

    [Fact]
    public async Task Downline_ComesByPages_AsAStream_AndBySearch()
    {
        await BeginAsync();
        using var top = day.Server.Seller("A");
        var first = await top.CallAsync<ListDownlineResponse>(
            "SellerService/ListDownline", new ListDownlineRequest { Page = new PageRequest { PageSize = 1 } });
        var second = await top.CallAsync<ListDownlineResponse>("SellerService/ListDownline",
            new ListDownlineRequest { Page = new PageRequest { PageSize = 1, PageToken = first.NextPageToken } });

        first.Members.Select(member => (member.Seller, member.Level, member.Parent)).ShouldBe([("B", 1, "A")]);
        second.Members.Select(member => (member.Seller, member.Level, member.Parent)).ShouldBe([("C", 2, "B")]);
        second.NextPageToken.ShouldBeEmpty();

        (await StreamedAsync(top, new StreamDownlineRequest())).ShouldBe(["B", "C"]);
        (await StreamedAsync(top, new StreamDownlineRequest { Depth = 1 })).ShouldBe(["B"]);

        var legs = await top.CallAsync<ListLegsResponse>("SellerService/ListLegs", new ListLegsRequest());
        legs.Legs.Select(leg => (leg.Seller, leg.People, leg.Levels)).ShouldBe([("B", 2, 2)]);

        var found = await top.CallAsync<SearchDownlineResponse>("SellerService/SearchDownline", new SearchDownlineRequest { Query = "C" });
        found.Members.Select(member => (member.Seller, member.Level)).ShouldBe([("C", 2)]);
        using var leaf = day.Server.Seller("C");
        (await leaf.CallAsync<SearchDownlineResponse>("SellerService/SearchDownline", new SearchDownlineRequest { Query = "B" })).Members.ShouldBeEmpty();
        (await FailAsync(top, "ListDownline", new ListDownlineRequest { Tree = "moon" })).Reason.ShouldBe("UNKNOWN_TREE");
    }

    [Fact]
    public async Task Dashboard_ShowsAnOrderOnceItIsAcknowledged_AndWhatIsMissing()
    {
        await BeginAsync();
        using var shop = day.Server.Shop();
        using var leaf = day.Server.Seller("C");
        using var middle = day.Server.Seller("B");
        using var ending = new CancellationTokenSource();
        await using var followed = middle.StreamAsync<Dashboard>(
            "SellerService/WatchDashboard", new WatchDashboardRequest(), cancellation: ending.Token).GetAsyncEnumerator();
        (await followed.MoveNextAsync()).ShouldBeTrue();
        // No later period is open yet.
        (followed.Current.Period, followed.Current.Projected.Units).ShouldBe((FinanceDay.January, 40_00L));

        var placed = await shop.CallAsync<OrderResponse>("StorefrontService/PlaceOrder", new PlaceOrderRequest
        {
            IdempotencyKey = "now",
            Order = "N1",
            Seller = "C",
            Placed = day.Server.Database.Clock.GetCurrentInstant().ToDateTimeUtc().ToTimestamp(),
            Paid = true,
            Lines = { new OrderLine { Line = 1, Values = { new FieldValue { Field = "PV", Quantity = new Quantity { Units = 120 } } } } },
        });

        // C has 120 PV: Silver, so 10 % of it, and 880 short of Gold's 1,000. B gets 10 % of what C brings.
        var dashboard = await leaf.CallAsync<Dashboard>("SellerService/GetDashboard", new GetDashboardRequest { AtLeast = placed.Receipt.Sequence });
        dashboard.Sequence.ShouldBeGreaterThanOrEqualTo(placed.Receipt.Sequence);
        (dashboard.Rank, dashboard.NextRank, dashboard.Projected.Units).ShouldBe(("Silver", "Gold", 12_00L));
        dashboard.Earnings.ShouldHaveSingleItem().Name.ShouldBe("Rebate");
        dashboard.Figures.Single(figure => figure.Name == "PV").Quantity.ShouldBe(new Quantity { Units = 120_00, Decimals = 2 });
        var gap = dashboard.Gaps.ShouldHaveSingleItem();
        (gap.Required.Units, gap.Actual.Units, gap.Gap.Units).ShouldBe((1_000_00L, 120_00L, 880_00L));
        (await leaf.CallAsync<RankProgress>("SellerService/GetRankProgress", new GetRankProgressRequest())).Gaps.ShouldBe([gap]);

        (await followed.MoveNextAsync()).ShouldBeTrue();
        followed.Current.Projected.Units.ShouldBe(12_00);
        await ending.CancelAsync();
    }

    [Fact]
    public async Task Statement_ShowsTheLinesOfThePeriod_AndEachExplainsItself()
    {
        await day.PayAsync();
        using var middle = day.Server.Seller("B");

        var listed = await middle.CallAsync<ListStatementsResponse>("SellerService/ListStatements", new ListStatementsRequest());
        listed.Statements.Select(statement => (statement.Period, statement.Total.Units)).ShouldBe([(FinanceDay.January, 4000L)]);

        var statement = await middle.CallAsync<Statement>("SellerService/GetStatement", new GetStatementRequest { Period = FinanceDay.January });
        // 10 % of the own 100, and 10 % of the 300 of C.
        statement.Lines.Select(line => (line.Bonus, line.Source, line.Amount.Units)).OrderBy(line => line.Units)
            .ShouldBe([("Rebate", "B", 1000L), ("Team", "C", 3000L)], ignoreOrder: false);
        statement.Payouts.ShouldHaveSingleItem().Amount.Units.ShouldBe(4000);

        var team = statement.Lines.Single(line => line.Bonus == "Team");
        var reason = await middle.CallAsync<Reason>(
            "SellerService/ExplainLine", new ExplainLineRequest { Period = FinanceDay.January, Line = team.Line });
        Texts(reason).ShouldContain(text => text.Contains("O1"), "the explanation goes down to the order");
        Texts(await middle.CallAsync<Reason>("SellerService/ExplainPeriod", new ExplainPeriodRequest { Period = FinanceDay.January })).Count()
            .ShouldBeGreaterThan(3);

        // A's line has a number too, and B is not told of it.
        using var top = day.Server.Seller("A");
        var others = (await top.CallAsync<Statement>("SellerService/GetStatement", new GetStatementRequest { Period = FinanceDay.January })).Lines[0].Line;
        (await FailAsync(middle, "ExplainLine", new ExplainLineRequest { Period = FinanceDay.January, Line = others })).Reason.ShouldBe("UNKNOWN_LINE");
    }

    [Fact]
    public async Task Dispute_IsOpenedAnsweredAndWithdrawn_AndIsNobodyElses()
    {
        await day.PayAsync();
        using var leaf = day.Server.Seller("C");
        using var top = day.Server.Seller("A");
        var opening = new OpenDisputeRequest { IdempotencyKey = "d1", Period = FinanceDay.January, Text = "My second order is missing." };
        var opened = await leaf.CallAsync<Dispute>("SellerService/OpenDispute", opening);
        (await leaf.CallAsync<Dispute>("SellerService/OpenDispute", opening)).Dispute_.ShouldBe(opened.Dispute_);
        (opened.Status, opened.Seller, opened.Line).ShouldBe((DisputeStatus.Open, "C", 0));
        (await FailAsync(leaf, "OpenDispute", new OpenDisputeRequest { IdempotencyKey = "d2", Period = FinanceDay.January, Line = 9999, Text = "?" }))
            .Reason.ShouldBe("UNKNOWN_LINE");
        (await FailAsync(top, "GetDispute", new GetDisputeRequest { Dispute = opened.Dispute_ })).Code.ShouldBe(StatusCode.NotFound);

        using var ending = new CancellationTokenSource();
        await using var followed = leaf.StreamAsync<Dispute>(
            "SellerService/WatchDispute", new WatchDisputeRequest { Dispute = opened.Dispute_ }, cancellation: ending.Token).GetAsyncEnumerator();
        (await followed.MoveNextAsync()).ShouldBeTrue();
        followed.Current.Messages.Count.ShouldBe(1);

        await day.Max.CallAsync<Dispute>("FinanceService/AnswerDispute", new AnswerDisputeRequest
        {
            IdempotencyKey = "answer",
            Dispute = opened.Dispute_,
            Status = DisputeStatus.Answered,
            Text = "Which order?",
        });
        (await followed.MoveNextAsync()).ShouldBeTrue();
        followed.Current.Messages[^1].Text.ShouldBe("Which order?");
        await ending.CancelAsync();

        var withdrawn = await leaf.CallAsync<Dispute>("SellerService/AddToDispute",
            new AddToDisputeRequest { IdempotencyKey = "w", Dispute = opened.Dispute_, Text = "I have found it.", Withdraw = true });
        withdrawn.Status.ShouldBe(DisputeStatus.Withdrawn);
        (await FailAsync(leaf, "AddToDispute", new AddToDisputeRequest { IdempotencyKey = "z", Dispute = opened.Dispute_, Text = "No." }))
            .Reason.ShouldBe("DISPUTE_CLOSED");
        (await leaf.CallAsync<ListOwnDisputesResponse>("SellerService/ListOwnDisputes", new ListOwnDisputesRequest())).Disputes.ShouldHaveSingleItem();
        (await top.CallAsync<ListOwnDisputesResponse>("SellerService/ListOwnDisputes", new ListOwnDisputesRequest())).Disputes.ShouldBeEmpty();
    }

    [Fact]
    public async Task Person_IsKeptEncrypted_AndShownByItsLastFourCharacters()
    {
        const string Account = "DE89370400440532013000"; // the example of the German register
        await BeginAsync();
        using var leaf = day.Server.Seller("C");
        using var admin = day.Server.Person("ada", "admin");
        var change = new UpdatePersonRequest
        {
            IdempotencyKey = "p1",
            Person = new Person { Name = "Cara Clay", Iban = "de89 3704 0044 0532 0130 00", Phone = "not named" },
            UpdateMask = new FieldMask { Paths = { "name", "iban" } },
        };

        var changed = await leaf.CallAsync<Person>("SellerService/UpdatePerson", change);

        (changed.Name, changed.Iban, changed.Phone).ShouldBe(("Cara Clay", "…3000", ""));
        (await leaf.CallAsync<Person>("SellerService/UpdatePerson", change)).ShouldBe(changed);
        (await admin.CallAsync<Person>("SellerService/GetPerson", new GetPersonRequest { Seller = "C" })).Iban.ShouldBe(Account);

        var wrong = new UpdatePersonRequest(change) { IdempotencyKey = "p2", Person = new Person { Iban = "DE89370400440532013001" } };
        var failure = await FailAsync(leaf, "UpdatePerson", wrong);
        failure.Status.Message.ShouldContain("person.iban");
        failure.Status.Message.ShouldNotContain("013001", Case.Sensitive, "an account number is not repeated");

        await using var ledger = day.Server.Database.CreateContext();
        await ledger.Database.ExecuteSqlRawAsync("PRAGMA wal_checkpoint(TRUNCATE)");
        var bytes = await File.ReadAllBytesAsync(ledger.Database.GetDbConnection().DataSource!);
        System.Text.Encoding.Latin1.GetString(bytes).ShouldNotContain("Cara", Case.Sensitive, "nothing of it stands in the file in the clear");
    }

    private async Task BeginAsync()
    {
        await day.PublishAsync();
        await day.TakeOrdersAsync();
    }

    private static IEnumerable<string> Texts(Reason reason) => reason.Because.SelectMany(Texts).Prepend(reason.Text);

    private static async Task<List<string>> StreamedAsync(ApiClient client, StreamDownlineRequest request)
    {
        var members = new List<string>();
        await foreach (var member in client.StreamAsync<DownlineMember>("SellerService/StreamDownline", request))
        {
            members.Add(member.Seller);
        }

        return members;
    }

    private static Task<CallFailedException> FailAsync(ApiClient client, string method, IMessage request) =>
        Should.ThrowAsync<CallFailedException>(() => client.CallAsync<Empty>($"SellerService/{method}", request));
}
