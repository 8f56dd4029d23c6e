using System.Text;
using Compensation.Api.Tests.Finance;
using Compensation.Api.V1;
using Compensation.Ledger.Store;
using Compensation.Testing;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace Compensation.Api.Tests.Admin;

/// <summary>What is kept about a person: given out, and erased, in the company of <see cref="FinanceDay"/>.</summary>
public sealed class PersonTests : IAsyncLifetime
{
    private const string Account = "DE89370400440532013000"; // the example of the German register

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
    public async Task Export_HasAllThatIsKept_AndStandsInTheAuditLog()
    {
        await day.PayAsync();
        await TellAsync();
        using var leaf = day.Server.Seller("C");
        await leaf.CallAsync<Dispute>("SellerService/OpenDispute",
            new OpenDisputeRequest { IdempotencyKey = "d", Period = FinanceDay.January, Text = "Where is my second order?" });

        var files = await ExportAsync(new PersonChoice { Seller = "C" });

        files["person.json"].ShouldContain("Cara Clay");
        files["person.json"].ShouldContain(Account);
        files["seller.json"].ShouldContain("\"seller\": \"C\"");
        // C joined on 3 November 2025 below B, in O1 sold 300 PV, and is paid 30.00 euros, which are 25.50 pounds.
        files["seller.json"].ShouldContain("2025-11-03T00:00:00Z");
        files["seller.json"].ShouldContain("\"paid in\": \"GBP\"");
        files["seller.json"].ShouldContain("\"talks\": \"English\"");
        files["places.json"].ShouldContain("\"parent\": \"B\"");
        files["orders.json"].ShouldContain("\"orderId\": \"O1\"");
        files["orders.json"].ShouldContain("\"PV\": \"300.00\"");
        files["earnings.json"].ShouldContain("\"amount\": 3000");
        files["payouts.json"].ShouldContain("\"amount\": 2550");
        files["dispute-messages.json"].ShouldContain("Where is my second order?");
        files["holds.json"].Trim().ShouldBe("[\n]");
        files.Values.ShouldAllBe(text => System.Text.Json.JsonDocument.Parse(text, default).RootElement.ValueKind > System.Text.Json.JsonValueKind.Undefined);
        string.Concat(files.Values).ShouldNotContain("O2", Case.Sensitive, "that is B's order");

        var log = await ada.CallAsync<ListAuditLogResponse>("AdminService/ListAuditLog", new ListAuditLogRequest { What = "person exported" });
        (log.Entries.Single().Who, log.Entries.Single().Why, log.Entries.Single().Body).ShouldBe(("ada", "they have asked", """{"seller":"C"}"""));
        (await FailAsync("ExportPerson", new ExportPersonRequest { Person = new PersonChoice { Seller = "C" } })).Reason.ShouldBe("REASON_MISSING");
        (await FailAsync("ExportPerson", new ExportPersonRequest { Reason = "x" })).Code.ShouldBe(StatusCode.InvalidArgument);
    }

    [Fact]
    public async Task Customer_IsGivenOut_AndErased()
    {
        await day.PublishAsync();
        await day.TakeOrdersAsync();
        using var shop = day.Server.Shop();
        var now = Timestamp.FromDateTime(day.Server.Database.Clock.GetCurrentInstant().ToDateTimeUtc());
        await shop.CallAsync<EnrolCustomerResponse>("StorefrontService/EnrolCustomer",
            new EnrolCustomerRequest { IdempotencyKey = "c", Customer = "kim", Referrer = "B", Enrolled = now, Visitor = "v1" });

        var files = await ExportAsync(new PersonChoice { Customer = "kim" });
        var erased = await ada.CallAsync<ErasePersonResponse>("AdminService/ErasePerson",
            new ErasePersonRequest { IdempotencyKey = "e", Person = new PersonChoice { Customer = "kim" }, Reason = "they have asked" });

        files["customer.json"].ShouldContain("\"seller\": \"B\"");
        files["visitors.json"].ShouldContain("v1");
        erased.Pseudonym.ShouldBe("kim");
    }

    [Fact]
    public async Task Seller_IsNotErased_WhileSomethingIsOpen()
    {
        await day.PublishAsync();
        await day.TakeOrdersAsync();
        await TellAsync();
        (await FailAsync("ErasePerson", Erase("a"))).Reason.ShouldBe("STILL_ACTIVE");

        await LeaveAsync();
        (await FailAsync("ErasePerson", Erase("b"))).Reason.ShouldBe("STILL_EARNING");
        await day.ApproveAsync((await day.CloseAsync()).Root);
        await day.StepAsync("PreparePayouts", new PreparePayoutsRequest { IdempotencyKey = day.Key(), Period = FinanceDay.January });
        (await FailAsync("ErasePerson", Erase("c"))).Reason.ShouldBe("STILL_EARNING");

        await day.FilesAsync("FinanceService/ExportPayouts",
            new ExportPayoutsRequest { IdempotencyKey = day.Key(), Period = FinanceDay.January, Format = PaymentFormat.Csv, Reference = "january" });
        await day.StepAsync("ConfirmPayouts", new ConfirmPayoutsRequest { IdempotencyKey = day.Key(), Period = FinanceDay.January });
        using var leaf = day.Server.Seller("C");
        var dispute = await leaf.CallAsync<Dispute>("SellerService/OpenDispute",
            new OpenDisputeRequest { IdempotencyKey = "d", Period = FinanceDay.January, Text = "why" });
        (await FailAsync("ErasePerson", Erase("d"))).Reason.ShouldBe("STILL_DISPUTED");
        (await PersonAsync()).Name.ShouldBe("Cara Clay");

        await leaf.CallAsync<Dispute>("SellerService/AddToDispute",
            new AddToDisputeRequest { IdempotencyKey = "w", Dispute = dispute.Dispute_, Text = "never mind", Withdraw = true });
        (await ada.CallAsync<ErasePersonResponse>("AdminService/ErasePerson", Erase("e"))).Pseudonym.ShouldBe("C");
    }

    [Fact]
    public async Task Erased_NobodyKnowsWhoItWas_AndStatementsRunsAndAuditLogStay()
    {
        await day.PublishAsync();
        await day.TakeOrdersAsync();
        await TellAsync();
        await ada.CallAsync<RoleGrant>("AdminService/GrantRole",
            new GrantRoleRequest { IdempotencyKey = "g", Subject = "login-17", Role = Role.Seller, Seller = "C", Reason = "their login" });
        using var cara = new ApiClient(day.Server.Address, $"Bearer {day.Server.Issuer.Issue("login-17", [], "company")}");
        (await cara.CallAsync<Person>("SellerService/GetPerson", new GetPersonRequest())).Name.ShouldBe("Cara Clay");
        await LeaveAsync();
        await ClosePaidAsync();
        var statements = await Task.WhenAll(new[] { "A", "B", "C" }.Select(StatementAsync));
        var period = await PeriodAsync();

        var erased = await ada.CallAsync<ErasePersonResponse>("AdminService/ErasePerson", Erase("e"));

        (await ada.CallAsync<ErasePersonResponse>("AdminService/ErasePerson", Erase("e"))).Receipt
            .ShouldBe(new Receipt { Sequence = erased.Receipt.Sequence, Repeated = true });
        (await PersonAsync()).ShouldBe(new Person());
        (await Should.ThrowAsync<CallFailedException>(() => cara.CallAsync<Person>("SellerService/GetPerson", new GetPersonRequest()))).Reason
            .ShouldBe("ROLE_MISSING");
        (await Task.WhenAll(new[] { "A", "B", "C" }.Select(StatementAsync))).ShouldBe(statements);
        (await PeriodAsync()).ShouldBe(period);
        // The run is calculated again from what is left, and comes to the same root.
        var download = await day.FilesAsync("FinanceService/DownloadRun", new DownloadRunRequest { Run = period.Run });
        Encoding.UTF8.GetString(download.Single(file => file.Key.EndsWith("manifest.json", StringComparison.Ordinal)).Value).ShouldContain(period.Root);
        (await ada.CallAsync<VerifyAuditLogResponse>("AdminService/VerifyAuditLog", new VerifyAuditLogRequest())).BrokenAt.ShouldBe(0);
        await using var ledger = day.Server.Database.CreateContext();
        (await ledger.Rows<PersonRow>().CountAsync()).ShouldBe(0);
        var export = await ExportAsync(new PersonChoice { Seller = "C" });
        string.Concat(export.Values).ShouldNotContain("Cara");
        string.Concat(export.Values).ShouldNotContain(Account);
    }

    [PostgreSqlFact]
    public async Task Persons_OnPostgreSql_AreTheSame()
    {
        foreach (var test in new Func<PersonTests, Task>[]
        {
            day => day.Export_HasAllThatIsKept_AndStandsInTheAuditLog(), day => day.Customer_IsGivenOut_AndErased(),
            day => day.Erased_NobodyKnowsWhoItWas_AndStatementsRunsAndAuditLogStay(),
        })
        {
            var other = new PersonTests { Ledger = "postgresql:" + PostgreSqlServer.Shared.CreateDatabase() };
            await other.InitializeAsync();
            await test(other);
            await other.DisposeAsync();
        }
    }

    private async Task ClosePaidAsync()
    {
        await day.ApproveAsync((await day.CloseAsync()).Root);
        await day.StepAsync("PreparePayouts", new PreparePayoutsRequest { IdempotencyKey = day.Key(), Period = FinanceDay.January });
        await day.FilesAsync("FinanceService/ExportPayouts",
            new ExportPayoutsRequest { IdempotencyKey = day.Key(), Period = FinanceDay.January, Format = PaymentFormat.Csv, Reference = "january" });
        await day.StepAsync("ConfirmPayouts", new ConfirmPayoutsRequest { IdempotencyKey = day.Key(), Period = FinanceDay.January });
    }

    private async Task TellAsync()
    {
        using var leaf = day.Server.Seller("C");
        await leaf.CallAsync<Person>("SellerService/UpdatePerson", new UpdatePersonRequest
        {
            IdempotencyKey = "person",
            Person = new Person { Name = "Cara Clay", Iban = Account },
            UpdateMask = new FieldMask { Paths = { "name", "iban" } },
        });
    }

    private Task<SellerChangeResponse> LeaveAsync() => ada.CallAsync<SellerChangeResponse>("AdminService/TerminateSeller", new TerminateSellerRequest
    {
        IdempotencyKey = "leave",
        Seller = "C",
        Effective = Timestamp.FromDateTime(new DateTime(2026, 1, 31, 0, 0, 0, DateTimeKind.Utc)),
        Reason = "asked",
    });

    private static ErasePersonRequest Erase(string key) =>
        new() { IdempotencyKey = key, Person = new PersonChoice { Seller = "C" }, Reason = "they have asked" };

    private Task<Person> PersonAsync() => ada.CallAsync<Person>("SellerService/GetPerson", new GetPersonRequest { Seller = "C" });

    private Task<Statement> StatementAsync(string seller) =>
        ada.CallAsync<Statement>("SellerService/GetStatement", new GetStatementRequest { Seller = seller, Period = FinanceDay.January });

    private async Task<Period> PeriodAsync() =>
        (await ada.CallAsync<ListPeriodsResponse>("FinanceService/ListPeriods", new ListPeriodsRequest())).Periods.Single(period =>
            period.Period_ == FinanceDay.January);

    private async Task<Dictionary<string, string>> ExportAsync(PersonChoice person)
    {
        var (files, name) = (new Dictionary<string, string>(), "");
        await foreach (var chunk in ada.StreamAsync<FileChunk>("AdminService/ExportPerson",
            new ExportPersonRequest { Person = person, Reason = "they have asked" }))
        {
            name = chunk.Name.Length > 0 ? chunk.Name : name;
            files[name] = files.GetValueOrDefault(name, "") + Encoding.UTF8.GetString(chunk.Content.Span);
        }

        return files;
    }

    private Task<CallFailedException> FailAsync(string method, IMessage request) =>
        Should.ThrowAsync<CallFailedException>(() => ada.CallAsync<Empty>($"AdminService/{method}", request));
}
