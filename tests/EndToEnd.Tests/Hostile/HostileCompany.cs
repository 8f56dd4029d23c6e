using Compensation.Api.V1;
using Compensation.EndToEnd.Tests.Running;
using Compensation.Testing;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Shouldly;

namespace Compensation.EndToEnd.Tests.Hostile;

/// <summary>The company of three sellers, served by the real program, with things in it that nobody else may ever be told.</summary>
internal sealed class HostileCompany : IAsyncDisposable
{
    /// <summary>A word that stands in the company's data, and that no caller of the other programme can know.</summary>
    public const string Secret = "Nobody-Elses-7f3a";

    private const long MostGrowth = 600L << 20;
    private static readonly string[] Troubles = ["\"LogLevel\":\"Error\"", "\"LogLevel\":\"Critical\"", "Unhandled"];

    private readonly ServedLedger ledger;
    private readonly long before;

    private HostileCompany(ServedLedger ledger, RunningProgram program)
    {
        (this.ledger, Program) = (ledger, program);
        before = program.Memory;
    }

    /// <summary>The program.</summary>
    public RunningProgram Program { get; }

    /// <summary>Who issues tokens.</summary>
    public TokenIssuer Issuer => ledger.Issuer;

    /// <summary>Starts it.</summary>
    public static async Task<HostileCompany> StartAsync()
    {
        var ledger = await LifeCompany.CreateAsync();
        var company = new HostileCompany(ledger, await ledger.ServeAsync());
        await company.KeepSecretsAsync();
        return company;
    }

    /// <summary>Each role's token in a programme.</summary>
    public IReadOnlyList<string> Callers(string programme, string seller) =>
    [
        .. new[] { "storefront", "finance", "finance-approver", "support", "admin" }.Select(role => ledger.Bearer(role, programme)),
        ledger.Bearer("seller", programme, seller),
    ];

    /// <summary>Holds the program against what it has been through: it answers, has written of no error, and has not grown.</summary>
    public async Task CheckAsync()
    {
        Program.HasEnded.ShouldBeFalse(string.Join('\n', Program.Lines.TakeLast(20)));
        using var support = new ApiClient(Program.Address, ledger.Bearer("support"));
        var profile = await support.CallAsync<Profile>("SellerService/GetProfile", new GetProfileRequest { Seller = "BERT" }, TimeSpan.FromSeconds(30));
        profile.Seller.ShouldBe("BERT");
        Program.Lines.Where(line => Troubles.Any(word => line.Contains(word, StringComparison.Ordinal))
            // What Kestrel writes when it ends a connection that floods it.
            && !line.Contains("\"Category\":\"Microsoft.AspNetCore.Server.Kestrel", StringComparison.Ordinal)).Take(3).ShouldBeEmpty();
        (Program.Memory - before).ShouldBeLessThan(MostGrowth, "bytes more than at the start");
    }

    public async ValueTask DisposeAsync()
    {
        await Program.DisposeAsync();
        ledger.Dispose();
    }

    private async Task KeepSecretsAsync()
    {
        var now = TimeProvider.System.GetUtcNow().ToTimestamp();
        await CallAsync<OrderResponse>("storefront", "StorefrontService/PlaceOrder", new PlaceOrderRequest
        {
            IdempotencyKey = "secret",
            Order = Secret + "-order",
            Seller = "CARA",
            Customer = Secret + "-customer",
            Placed = now,
            Paid = true,
            Lines = { new OrderLine { Line = 1, Values = { new FieldValue { Field = "PV", Quantity = new Quantity { Units = 120 } } } } },
        });
        await CallAsync<AddReferralCodeResponse>("storefront", "StorefrontService/AddReferralCode",
            new AddReferralCodeRequest { IdempotencyKey = "code", Code = Secret, Kind = TouchKind.Code, Seller = "BERT" });
        await CallAsync<EnrolSellerResponse>("storefront", "StorefrontService/EnrolSeller",
            new EnrolSellerRequest { IdempotencyKey = "seller", Seller = Secret + "-seller", Sponsor = "BERT", Joined = now });
        await CallAsync<Storefront>("admin", "AdminService/CreateStorefront", new CreateStorefrontRequest { IdempotencyKey = "shop", Name = Secret });
        await CallAsync<Person>("admin", "SellerService/UpdatePerson", new UpdatePersonRequest
        {
            IdempotencyKey = "person",
            Seller = "BERT",
            Person = new Person { Name = Secret, Iban = "FR1420041010050500013M02606" },
            UpdateMask = new FieldMask { Paths = { "name", "iban" } },
        });
        await CallAsync<PeriodResponse>("finance", "FinanceService/AdjustEarnings", new AdjustEarningsRequest
        {
            IdempotencyKey = "adjust",
            Period = "2026-01",
            Seller = "BERT",
            Amount = new Money { Units = 1, Currency = "EUR" },
            Reason = Secret,
        });
    }

    private async Task CallAsync<T>(string role, string method, IMessage request) where T : class, IMessage<T>, new()
    {
        using var client = new ApiClient(Program.Address, ledger.Bearer(role));
        await client.CallAsync<T>(method, request);
    }
}
