using Compensation.Api.V1;
using Compensation.Ledger.Importing;
using Compensation.Rules.Plans;
using Compensation.Testing;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace Compensation.Api.Tests.Admin;

/// <summary>A programme that has something of everything: sellers A over B over C, orders, runs, statements, payouts, disputes, persons, keys, roles, moves and
/// an audit log. Whatever has a name there begins with a mark.</summary>
internal sealed class Tenant
{
    public const string January = "2026-01";

    private readonly ApiServer server;
    private readonly string programme;
    private readonly string mark;
    private int keys;

    private Tenant(ApiServer server, string programme, string mark)
    {
        this.server = server;
        this.programme = programme;
        this.mark = mark;
    }

    /// <summary>The id of its key.</summary>
    public string KeyId { get; private set; } = "";

    /// <summary>Fills a programme.</summary>
    /// <param name="server">The server.</param>
    /// <param name="programme">Its name.</param>
    /// <param name="mark">What all of its names begin with.</param>
    /// <param name="rounds">How many disputes, plan versions and runs it has.</param>
    public static async Task<Tenant> AddAsync(ApiServer server, string programme, string mark, int rounds)
    {
        var tenant = new Tenant(server, programme, mark);
        var number = await server.Database.AddProgrammeAsync(programme);
        using (var fin = tenant.Person("max", "finance"))
        {
            for (var version = 1; version <= rounds; version++)
            {
                // A later version applies from a month that nobody has opened.
                await tenant.CallAsync<PublishPlanResponse>(fin, "FinanceService/PublishPlan", new PublishPlanRequest
                {
                    Text = tenant.Plan,
                    Reason = $"{mark}reason",
                    Effective = version == 1 ? null : Timestamp.FromDateTime(new DateTime(2027, version, 1, 0, 0, 0, DateTimeKind.Utc)),
                });
            }
        }

        await tenant.ImportAsync(number);
        await tenant.AddFinanceAsync(rounds);
        await tenant.AddSellersAsync(rounds);
        await tenant.AddAdminAsync();
        await tenant.AddShopAsync();
        return tenant;
    }

    /// <summary>A caller with a token for this programme.</summary>
    public ApiClient Person(string name, string role, string? seller = null) =>
        new(server.Address, $"Bearer {server.Issuer.Issue($"{mark}{name}", [role], programme, seller, $"{mark}web")}");

    private string Plan => $$"""
        plan: {{mark}}Life
        version: 1
        effective: 2026-01-01
        currency: EUR
        zone: Etc/UTC
        volumes: { PV: {} }
        ranks:
          ladder:
            - { rank: {{mark}}Silver, needs: PV >= 100 }
        bonuses:
          - unilevel: {{mark}}Team
            of: PV
            rate: [10%, 5%]
        """;

    private async Task ImportAsync(int number)
    {
        var folder = Directory.CreateTempSubdirectory("compensation-tenant-");
        var (plan, _) = PlanChecker.Check(Plan, "plan.yaml");
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "sellers.csv"),
            $"seller,sponsor,enrolled\n{mark}A,,2025-11-01\n{mark}B,{mark}A,2025-11-02\n{mark}C,{mark}B,2025-11-03\n{mark}D,{mark}A,2025-11-03\n");
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "orders.csv"),
            $"order,seller,placed,PV\n{mark}O1,{mark}C,2026-01-10,300\n{mark}O2,{mark}B,2026-01-12,100\n{mark}O3,{mark}D,2026-01-13,200\n");
        var outcome = await LedgerImport.RunAsync(server.Database, number, plan!, folder.FullName, plan!.Calendar.Find(January)!, $"{mark}ann");
        folder.Delete(recursive: true);
        if (outcome.Report is null)
        {
            throw new InvalidOperationException(string.Join('\n', outcome.Findings));
        }
    }

    private async Task AddFinanceAsync(int rounds)
    {
        using var fin = Person("max", "finance");
        using var eva = Person("eva", "finance-approver");
        for (var run = 1; run <= rounds; run++)
        {
            var closed = await CallAsync<PeriodProgress>(fin, "FinanceService/ClosePeriod", new ClosePeriodRequest { Period = January });
            await CallAsync<PeriodResponse>(eva, run < rounds ? "FinanceService/RejectPeriod" : "FinanceService/ApprovePeriod", run < rounds
                ? new RejectPeriodRequest { Period = January, Reason = $"{mark}reason" }
                : new ApprovePeriodRequest { Period = January, Root = closed.Period.Root });
            if (run < rounds)
            {
                // A run of the same rows would be the same run.
                await CallAsync<PeriodResponse>(fin, "FinanceService/AdjustEarnings", new AdjustEarningsRequest
                {
                    Period = January,
                    Seller = $"{mark}B",
                    Amount = new Money { Units = 1, Currency = "EUR" },
                    Reason = $"{mark}reason",
                });
            }
        }

        await CallAsync<PeriodResponse>(fin, "FinanceService/PreparePayouts", new PreparePayoutsRequest { Period = January });
    }

    private async Task AddSellersAsync(int disputes)
    {
        using var leaf = Person("leaf", "seller", $"{mark}C");
        await CallAsync<Person>(leaf, "SellerService/UpdatePerson", new UpdatePersonRequest
        {
            Person = new Person { Name = $"{mark}name", TaxId = $"{mark}tax" },
            UpdateMask = new FieldMask { Paths = { "name", "tax_id" } },
        });
        for (var i = 0; i < disputes; i++)
        {
            await CallAsync<Dispute>(leaf, "SellerService/OpenDispute", new OpenDisputeRequest { Period = January, Text = $"{mark}text" });
        }
    }

    private async Task AddAdminAsync()
    {
        using var admin = Person("ada", "admin");
        await CallAsync<Storefront>(admin, "AdminService/CreateStorefront", new CreateStorefrontRequest { Name = $"{mark}shop" });
        KeyId = (await CallAsync<CreateKeyResponse>(
            admin, "AdminService/CreateKey", new CreateKeyRequest { Storefront = $"{mark}shop", Note = $"{mark}note" })).Key.Key_;
        await CallAsync<RoleGrant>(admin, "AdminService/GrantRole",
            new GrantRoleRequest { Subject = $"{mark}pia", Role = Role.Support, Reason = $"{mark}reason" });
        var profile = await admin.CallAsync<Profile>("SellerService/GetProfile", new GetProfileRequest { Seller = $"{mark}C" });
        await admin.CallAsync<Move>("AdminService/ProposeMove", new ProposeMoveRequest
        {
            IdempotencyKey = $"{mark}move",
            Move = new MoveDraft
            {
                Seller = $"{mark}C",
                To = new Place { Tree = profile.Places[0].Tree, Parent = $"{mark}A" },
                Scope = MoveScope.Downline,
                Effective = Now,
                Reason = $"{mark}reason",
            },
        });
    }

    private async Task AddShopAsync()
    {
        using var shop = Person("web", "storefront");
        await CallAsync<AddReferralCodeResponse>(shop, "StorefrontService/AddReferralCode",
            new AddReferralCodeRequest { Code = $"{mark}code", Kind = TouchKind.Code, Seller = $"{mark}B", ValidFrom = Now });
        await CallAsync<EnrolCustomerResponse>(shop, "StorefrontService/EnrolCustomer",
            new EnrolCustomerRequest { Customer = $"{mark}cust", Referrer = $"{mark}B", Enrolled = Now, Visitor = $"{mark}vis" });
        await CallAsync<RecordTouchResponse>(shop, "StorefrontService/RecordTouch", new RecordTouchRequest
        {
            Visitor = $"{mark}vis",
            Signal = new Signal { Kind = TouchKind.Code, Code = $"{mark}code", At = Now },
        });
        await CallAsync<OrderResponse>(shop, "StorefrontService/PlaceOrder", new PlaceOrderRequest
        {
            Order = $"{mark}N1",
            Visitor = $"{mark}vis",
            Placed = Now,
            Paid = true,
            Lines = { new OrderLine { Line = 1, Values = { new FieldValue { Field = "PV", Quantity = new Quantity { Units = 120 } } } } },
        });
    }

    private Timestamp Now => server.Database.Clock.GetCurrentInstant().ToDateTimeUtc().ToTimestamp();

    private Task<T> CallAsync<T>(ApiClient client, string method, IMessage request)
        where T : class, IMessage<T>, new()
    {
        request.Descriptor.FindFieldByName("idempotency_key").Accessor.SetValue(request, $"{mark}{++keys}");
        return client.CallAsync<T>(method, request);
    }
}
