using System.Security.Cryptography;

namespace Compensation.EndToEnd.Tests.Running;

/// <summary>A company of three sellers, Anna over Bert over Cara, brought in with January's orders by the program's own commands, and another one beside it in
/// the same ledger.</summary>
/// <remarks>
/// Sellers get 10 % of their own PV from rank Silver (100 PV) on, else 5 %; and 10 % of the PV of those directly below. January by hand:
/// <code>
/// Cara 300, Bert 100, Anna 40 PV      Anna 2 + 10 = 12    Bert 10 + 30 = 40    Cara 30    together 82
/// Cara is paid in pounds, 0.85 for a euro: 25.50 GBP.
/// Restated: Bert gets 35 from Cara instead of 30, so 45; together 87, and 5 more for Bert in February, the earliest month that is open then.
/// </code>
/// </remarks>
internal sealed class LifeCompany : IDisposable
{
    public const string Programme = "life";

    public const string OtherProgramme = "other";

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

    private const string Sellers = "seller,sponsor,enrolled,paid in\nANNA,,2025-11-01,EUR\nBERT,ANNA,2025-11-02,EUR\nCARA,BERT,2025-11-03,GBP\n";
    private const string Orders = "order,seller,placed,PV\nJAN-1,CARA,2026-01-10,300\nJAN-2,BERT,2026-01-12,100\nJAN-3,ANNA,2026-01-13,40\n";
    private const string OtherSellers = "seller,sponsor,enrolled,paid in\nXENIA,,2025-11-01,EUR\n";
    private const string NoOrders = "order,seller,placed,PV\n";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("compensation-life-");

    private LifeCompany(string? ledger)
    {
        Ledger = ledger ?? Path.Combine(folder.FullName, "ledger.db");
        File.WriteAllText(Path.Combine(folder.FullName, "issuer.pem"), Issuer.PublicKey);
        File.WriteAllText(Path.Combine(folder.FullName, "persons.keys"), Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
        File.WriteAllText(PlanFile, Plan);
    }

    /// <summary>The ledger's address.</summary>
    public string Ledger { get; }

    /// <summary>A folder for what tests write.</summary>
    public string Folder => folder.FullName;

    /// <summary>The plan's file.</summary>
    public string PlanFile => Path.Combine(folder.FullName, "plan.yaml");

    /// <summary>Who issues tokens.</summary>
    public TokenIssuer Issuer { get; } = new();

    /// <summary>The server's settings.</summary>
    public Dictionary<string, string> Settings => new()
    {
        ["Api__Issuer"] = TokenIssuer.Name,
        ["Api__IssuerKey"] = Path.Combine(folder.FullName, "issuer.pem"),
        ["Api__PersonKeys"] = Path.Combine(folder.FullName, "persons.keys"),
        ["Api__CallsPerSecond"] = "1000000",
        ["Api__CallsAtOnce"] = "1000000",
    };

    /// <summary>Brings the company in.</summary>
    /// <param name="ledger">The ledger's address; null for a SQLite file.</param>
    public static async Task<LifeCompany> CreateAsync(string? ledger = null)
    {
        var company = new LifeCompany(ledger);
        await company.ImportAsync(Programme, Sellers, Orders);
        await company.ImportAsync(OtherProgramme, OtherSellers, NoOrders);
        return company;
    }

    /// <summary>Starts the program on the company's ledger.</summary>
    public Task<RunningProgram> ServeAsync(int port = 0) => RunningProgram.StartAsync(Ledger, Settings, port);

    /// <summary>The metadata <c>authorization</c> of somebody in a programme.</summary>
    public string Bearer(string role, string programme = Programme, string? seller = null) =>
        Issuer.Bearer(role, seller is null ? $"{role}@{programme}.example" : $"{seller}@{programme}.example", programme, seller,
            role == "storefront" ? "web" : null);

    public void Dispose()
    {
        Issuer.Dispose();
        folder.Delete(recursive: true);
    }

    private async Task ImportAsync(string programme, string sellers, string orders)
    {
        var data = folder.CreateSubdirectory(programme).FullName;
        await File.WriteAllTextAsync(Path.Combine(data, "sellers.csv"), sellers);
        await File.WriteAllTextAsync(Path.Combine(data, "orders.csv"), orders);
        await RunningProgram.RunAsync("ledger", "import", "--ledger", Ledger, "--programme", programme, "--plan", PlanFile, "--data", data,
            "--period", "2026-01", "--by", "ann");
    }
}
