using Compensation.Ledger.Importing;
using Compensation.Ledger.Snapshots;
using Compensation.Ledger.Store;
using NodaTime;
using Plan = Compensation.Rules.Plans.Plan;

namespace Compensation.Bench.Data;

/// <summary>The company in a ledger.</summary>
internal static class LedgerCompany
{
    /// <summary>The programme's name.</summary>
    public const string Programme = "company";

    /// <summary>The period of its orders.</summary>
    public const string Period = "2026-01";

    /// <summary>After the period has ended.</summary>
    public static Instant After { get; } = Instant.FromUtc(2026, 2, 10, 12, 0);

    /// <summary>While the period is open.</summary>
    public static Instant Within { get; } = Instant.FromUtc(2026, 1, 31, 12, 0);

    /// <summary>The company's CSV files as the command line reads them, written where they are missing.</summary>
    public static string FilesOf(string folder, Plan plan)
    {
        var files = Path.Combine(folder, "files");
        if (!Directory.Exists(files))
        {
            SnapshotWriter.Write(plan, FrozenCompany.Read(folder).For(plan), files + ".new");
            Directory.Move(files + ".new", files);
        }

        return files;
    }

    /// <summary>Imports the company into an empty ledger.</summary>
    /// <returns>The programme's number.</returns>
    public static async Task<int> ImportAsync(LedgerDatabase database, string folder, Plan plan)
    {
        var programme = await database.AddProgrammeAsync(Programme);
        var outcome = await LedgerImport.RunAsync(database, programme, plan, FilesOf(folder, plan), plan.Calendar.Find(Period)!, "bench");
        return outcome.Report is null ? throw new InvalidOperationException(string.Join('\n', outcome.Findings)) : programme;
    }
}
