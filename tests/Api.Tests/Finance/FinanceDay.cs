using System.Security.Cryptography;
using Compensation.Api.Shared.Access;
using Compensation.Api.Shared.Idempotency;
using Compensation.Api.Shared.Persons;
using Compensation.Api.Shared.Settings;
using Compensation.Api.V1;
using Compensation.Ledger.Importing;
using Compensation.Ledger.Store;
using Compensation.Rules.Plans;
using Compensation.Testing;
using Google.Protobuf;
using Microsoft.Extensions.DependencyInjection;

namespace Compensation.Api.Tests.Finance;

/// <summary>A company of three sellers, A over B over C, whose finance works by the API: Max closes, Eva approves.</summary>
/// <remarks>
/// January, calculated by hand: sellers get 10 % of their own PV from rank Silver (100 PV) on, else 5 %; and 10 % of the PV of those directly below.
/// <code>
/// C 300, B 100, A 40 PV      A 2 + 10 = 12    B 10 + 30 = 40    C 30    together 82
/// C is paid in pounds, 0.85 for a euro: 25.50 GBP. Due on the day of the cut-off, five days after 31 January: 5 February.
/// Restated: B gets 35 from C instead of 30, so 45; together 87.
/// </code>
/// </remarks>
internal sealed class FinanceDay : IAsyncDisposable
{
    public const string January = "2026-01";

    public const string Plan = """
        plan: Life
        version: 1
        effective: 2026-01-01
        currency: EUR
        zone: Etc/UTC
        cutoff: 5 days
        attributes:
          sellers:
            paid in: [EUR, GBP]
            talks: [German, English]
        volumes:
          PV: {}
        ranks:
          ladder:
            - { rank: Silver, needs: PV >= 100 }
            - { rank: Gold, needs: PV >= 1000 }
        bonuses:
          - rebate: Rebate
            of: PV
            rate: { by: rank, Silver: 10%, otherwise: 5% }
          - unilevel: Team
            of: PV
            rate: [10%]
        currencies:
          GBP: { payout factor: 0.85 }
        payout:
          currency by: paid in
        """;

    private const string Sellers = "seller,sponsor,enrolled,paid in,talks\n"
        + "A,,2025-11-01,EUR,German\nB,A,2025-11-02,EUR,German\nC,B,2025-11-03,GBP,English\n";
    private const string Orders = "order,seller,placed,PV\nO1,C,2026-01-10,300\nO2,B,2026-01-12,100\nO3,A,2026-01-13,40\n";

    private int keys;

    private FinanceDay(ApiServer server, DirectoryInfo folder, int programme)
    {
        Server = server;
        Folder = folder;
        Programme = programme;
        Max = server.Person("max", "finance");
        Eva = server.Person("eva", "finance-approver");
    }

    public ApiServer Server { get; }

    public DirectoryInfo Folder { get; }

    public int Programme { get; }

    public ApiClient Max { get; }

    public ApiClient Eva { get; }

    /// <summary>Starts a server.</summary>
    /// <param name="ledger">The ledger's address; a new SQLite file where there is none.</param>
    public static async Task<FinanceDay> BeginAsync(string? ledger = null)
    {
        var folder = Directory.CreateTempSubdirectory("compensation-finance-");
        var keys = Path.Combine(folder.FullName, "persons.keys");
        await File.WriteAllTextAsync(keys, Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
        var server = await ApiServer.StartAsync(ledger: ledger, configure: options => options with { Api = options.Api with { PersonKeys = keys } });
        return new FinanceDay(server, folder, await server.Database.AddProgrammeAsync("company"));
    }

    /// <summary>An idempotency key that was not used yet.</summary>
    public string Key() => $"k{++keys}";

    public Task<PublishPlanResponse> PublishAsync() => Max.CallAsync<PublishPlanResponse>("FinanceService/PublishPlan",
        new PublishPlanRequest { IdempotencyKey = "publish", Text = Plan, Reason = "the first one" });

    /// <summary>Brings in the sellers and January's orders.</summary>
    public async Task TakeOrdersAsync()
    {
        var data = Folder.CreateSubdirectory("data").FullName;
        await File.WriteAllTextAsync(Path.Combine(data, "sellers.csv"), Sellers);
        await File.WriteAllTextAsync(Path.Combine(data, "orders.csv"), Orders);
        var (plan, _) = PlanChecker.Check(Plan, "plan.yaml");
        var outcome = await LedgerImport.RunAsync(Server.Database, Programme, plan!, data, plan!.Calendar.Find(January)!, "shop");
        if (outcome.Report is null)
        {
            throw new InvalidOperationException(string.Join('\n', outcome.Findings));
        }
    }

    public async Task<Period> CloseAsync()
    {
        var progress = await StreamAsync<PeriodProgress>("FinanceService/ClosePeriod", new ClosePeriodRequest { IdempotencyKey = Key(), Period = January });
        return progress[^1].Period;
    }

    public Task<PeriodResponse> ApproveAsync(string root) => Eva.CallAsync<PeriodResponse>("FinanceService/ApprovePeriod",
        new ApprovePeriodRequest { IdempotencyKey = Key(), Period = January, Root = root });

    /// <summary>January with payouts that are prepared.</summary>
    public async Task PrepareAsync()
    {
        await PublishAsync();
        await TakeOrdersAsync();
        await ApproveAsync((await CloseAsync()).Root);
        await StepAsync("PreparePayouts", new PreparePayoutsRequest { IdempotencyKey = Key(), Period = January });
    }

    /// <summary>January paid.</summary>
    public async Task PayAsync()
    {
        await PrepareAsync();
        await FilesAsync("FinanceService/ExportPayouts",
            new ExportPayoutsRequest { IdempotencyKey = Key(), Period = January, Format = PaymentFormat.Csv, Reference = "january" });
        await StepAsync("ConfirmPayouts", new ConfirmPayoutsRequest { IdempotencyKey = Key(), Period = January });
    }

    /// <summary>January calculated again, with what B gets from C set to 35.</summary>
    public async Task<Period> RestateAsync()
    {
        await StepAsync("RestatePeriod", new RestatePeriodRequest { IdempotencyKey = Key(), Period = January, Reason = "C's level was agreed at 35" });
        await StepAsync("OverrideLine", new OverrideLineRequest
        {
            IdempotencyKey = "agreed-35",
            Period = January,
            Seller = "B",
            Bonus = "Team",
            Source = "C",
            Amount = new Money { Units = 35, Currency = "EUR" },
            Reason = "agreed",
        });
        var progress = await StreamAsync<PeriodProgress>(
            "FinanceService/CalculateRestatement", new CalculateRestatementRequest { IdempotencyKey = Key(), Period = January });
        return progress[^1].Period;
    }

    public async Task<Period> StepAsync(string method, IMessage request) =>
        (await Max.CallAsync<PeriodResponse>($"FinanceService/{method}", request)).Period;

    public async Task<List<T>> StreamAsync<T>(string method, IMessage request) where T : class, IMessage<T>, new()
    {
        var messages = new List<T>();
        await foreach (var message in Max.StreamAsync<T>(method, request))
        {
            messages.Add(message);
        }

        return messages;
    }

    /// <summary>Puts files together, and holds each against its hash.</summary>
    public async Task<Dictionary<string, byte[]>> FilesAsync(string method, IMessage request)
    {
        var files = new Dictionary<string, byte[]>();
        var (name, content) = ("", new MemoryStream());
        foreach (var chunk in await StreamAsync<FileChunk>(method, request))
        {
            (name, content) = chunk.Name.Length > 0 ? (chunk.Name, new MemoryStream()) : (name, content);
            content.Write(chunk.Content.Span);
            if (chunk.Sha256.Length > 0)
            {
                files[name] = content.ToArray();
                if (!SHA256.HashData(files[name]).AsSpan().SequenceEqual(chunk.Sha256.Span))
                {
                    throw new InvalidOperationException($"{name} has another hash than it came with.");
                }
            }
        }

        return files;
    }

    public Task SetDebtorAsync(string iban) => WriteAsync(async write =>
    {
        var settings = await ProgrammeSettings.ReadAsync(write.Context, Programme, default);
        settings.Debtor = new DebtorAccount { Name = "Life GmbH", Iban = iban };
        ProgrammeSettings.Add(write, settings, "test");
    });

    public Task SetAccountAsync(string seller, string name, string iban) => WriteAsync(async write =>
    {
        var number = await write.Context.FindSellerAsync(Programme, seller);
        await Server.Services.GetRequiredService<PersonBook>().WriteAsync(
            write.Transaction, PersonKind.Seller, number!.Value, new Person { Name = name, Iban = iban }, write.Sequence);
    });

    public async Task WriteAsync(Func<ProgrammeWrite, Task> write)
    {
        await Server.Services.GetRequiredService<ProgrammeWrites>().RunAsync(
            new Caller("ada", CallerRoles.Admin) { OwnProgramme = Programme, LimitedBy = "ada" }, Key(), new ListPeriodsRequest(), async done =>
            {
                await done.RecordAsync("test", "", "{}");
                await write(done);
                return new PeriodResponse();
            }, default);
    }

    public async ValueTask DisposeAsync()
    {
        Max.Dispose();
        Eva.Dispose();
        await Server.DisposeAsync();
        Folder.Delete(recursive: true);
    }
}
