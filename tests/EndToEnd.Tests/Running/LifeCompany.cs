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
internal static class LifeCompany
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

    /// <summary>Brings the company in.</summary>
    /// <param name="ledger">The ledger's address; null for a SQLite file.</param>
    public static async Task<ServedLedger> CreateAsync(string? ledger = null)
    {
        var served = new ServedLedger(ledger);
        var plan = Path.Combine(served.Folder, "plan.yaml");
        await File.WriteAllTextAsync(plan, Plan);
        await ImportAsync(served, Programme, plan, Sellers, Orders);
        await ImportAsync(served, OtherProgramme, plan, OtherSellers, NoOrders);
        return served;
    }

    private static async Task ImportAsync(ServedLedger served, string programme, string plan, string sellers, string orders)
    {
        var data = Directory.CreateDirectory(Path.Combine(served.Folder, programme)).FullName;
        await File.WriteAllTextAsync(Path.Combine(data, "sellers.csv"), sellers);
        await File.WriteAllTextAsync(Path.Combine(data, "orders.csv"), orders);
        await served.ImportAsync(programme, plan, data, "2026-01");
    }
}
