namespace Compensation.Silo.Tests.Closing;

/// <summary>Three sellers under one another and a plan that a person can calculate by hand.</summary>
internal static class SmallCompany
{
    /// <summary>Ten and five percent of CV upwards; a binary of ten percent whose volume is carried.</summary>
    public const string Plan = """
        plan: Small
        version: 1
        effective: 2026-01-01
        currency: EUR
        zone: UTC
        volumes:
          CV:
        trees:
          enrolment:
          placement: { legs: [left, right] }
        measures:
          active: CV >= 50
        ranks:
          title: follows rank
          ladder:
            - rank: Partner
              needs: active
        bonuses:
          - unilevel: Team
            of: CV
            rate: [10%, 5%]
          - binary: Balance
            of: CV
            percent: 10%
        """;

    /// <summary>Anna enrolled Ben, who enrolled Cleo; Ben stands left and Cleo right of Anna.</summary>
    public const string Sellers = """
        seller,sponsor,placement,leg,enrolled
        anna,,,,2025-06-01
        ben,anna,anna,left,2025-06-02
        cleo,ben,anna,right,2025-06-03
        """;

    /// <summary>
    /// January: Ben 100.00, Cleo 60.00. Team: Anna 10 % of 100 + 5 % of 60 = 13.00, Ben 10 % of 60 = 6.00. Balance: left 100,
    /// right 60, so Anna 10 % of 60 = 6.00, and 40 remain left. All: 25.00 of 160.00.
    /// February: Cleo 30.00. Team: Ben 3.00, Anna 1.50. Balance: left 40, right 30, so 3.00, and 10 remain left. All: 7.50.
    /// </summary>
    public const string Orders = """
        order,seller,placed,CV
        O1,ben,2026-01-05,100
        O2,cleo,2026-01-06,60
        O3,cleo,2026-02-07,30
        """;

    /// <summary>Writes the plan and the data into a folder.</summary>
    public static TemporaryFolder WriteTo(TemporaryFolder folder)
    {
        folder.Write("plan.yaml", Plan);
        Directory.CreateDirectory(folder["data"]);
        folder.Write("data/sellers.csv", Sellers + "\n");
        folder.Write("data/orders.csv", Orders + "\n");
        return folder;
    }

    /// <summary>Closes a month into a folder of its name.</summary>
    public static Answer Close(TemporaryFolder folder, string period, string? previous = null, params string[] more) =>
        Answer.To(["close", "--plan", folder["plan.yaml"], "--data", folder["data"], "--period", period, "--out", folder[period],
            .. previous is null ? Array.Empty<string>() : ["--previous", folder[previous]], .. more]);
}
