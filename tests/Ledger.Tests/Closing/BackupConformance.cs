using System.Diagnostics;
using Compensation.Ledger.Closing;
using Compensation.Ledger.Importing;
using Compensation.Ledger.Store;
using Compensation.Ledger.Tests.Store;
using Compensation.Rules.Plans;
using Compensation.Testing;
using Npgsql;
using Shouldly;
using Xunit;

namespace Compensation.Ledger.Tests.Closing;

/// <summary>A ledger that was backed up and restored, as <c>docs/operating/backup.md</c> says, closes to the same root and can be continued.</summary>
public abstract class BackupConformance(LedgerFixture ledger)
{
    private const string Text = """
        plan: Kept
        version: 1
        effective: 2026-01-01
        currency: EUR
        zone: Etc/UTC
        volumes: { PV: {} }
        bonuses:
          - unilevel: Team
            of: PV
            rate: [10%]
        """;

    private static readonly Plan Plan = PlanChecker.Check(Text, "plan.yaml").Plan!;

    protected LedgerFixture Ledger => ledger;

    /// <summary>Backs the ledger up, and restores it somewhere else.</summary>
    /// <returns>The address of what was restored.</returns>
    protected abstract Task<string> RestoredAsync(string folder);

    [DatabaseFact]
    public async Task Restored_ClosesToTheSameRoot_AndGoesOn()
    {
        using var folder = new Folder()
            .With("sellers.csv", "seller,sponsor\nA,\nB,A\n").With("orders.csv", "order,seller,placed,PV\nO1,B,2026-01-05,100\n");
        var january = Plan.Calendar.Find("2026-01")!;
        var programme = await ledger.Database.AddProgrammeAsync("kept");
        var imported = (await LedgerImport.RunAsync(ledger.Database, programme, Plan, folder.Path, january, "ann")).Report!;
        var before = await LedgerClose.CalculateAsync(ledger.Database, programme, Plan, january, imported.Sequence, null, "test");

        var address = await RestoredAsync(folder.Path);

        await using var restored = await LedgerDatabase.OpenAsync(address, ledger.Clock);
        var after = await LedgerClose.CalculateAsync(restored, programme, Plan, january, imported.Sequence, null, "test");
        after.Root.ShouldBe(before.Root);
        after.Result.Lines.Amount.ShouldBe([10_00]);
        folder.With("orders.csv", "order,seller,placed,PV\nO1,B,2026-01-05,100\nO2,B,2026-01-06,50\n");
        var more = (await LedgerImport.RunAsync(restored, programme, Plan, folder.Path, january, "ann")).Report!;
        (more.Orders, more.Known, more.Sequence).ShouldBe((1, 3, imported.Sequence + 1));
    }
}

public sealed class SqliteBackupTests(SqliteFixture ledger) : BackupConformance(ledger), IClassFixture<SqliteFixture>
{
    protected override async Task<string> RestoredAsync(string folder)
    {
        var copy = Path.Combine(folder, "copy.db");
        await Ledger.Database.BackupAsync(copy);
        return copy;
    }

    [Fact]
    public async Task Backup_OverAFile_IsRefused()
    {
        using var folder = new Folder().With("copy.db", "something");

        (await Should.ThrowAsync<IOException>(() => Ledger.Database.BackupAsync(folder["copy.db"]))).Message.ShouldContain("copy.db");
        File.ReadAllText(folder["copy.db"]).ShouldBe("something");
    }
}

[NeedsPostgreSql]
public sealed class PostgreSqlBackupTests(PostgreSqlFixture ledger) : BackupConformance(ledger), IClassFixture<PostgreSqlFixture>
{
    protected override async Task<string> RestoredAsync(string folder)
    {
        var from = new NpgsqlConnectionStringBuilder(Ledger.Address["postgresql:".Length..]);
        var into = new NpgsqlConnectionStringBuilder(PostgreSqlServer.Shared.CreateDatabase());
        var dump = Path.Combine(folder, "ledger.dump");
        await RunAsync("pg_dump", from, "--format=custom", $"--file={dump}", from.Database!);
        await RunAsync("pg_restore", into, "--exit-on-error", "--single-transaction", $"--dbname={into.Database}", dump);
        return "postgresql:" + into.ConnectionString;
    }

    private static async Task RunAsync(string program, NpgsqlConnectionStringBuilder server, params string[] arguments)
    {
        string[] where = [$"--host={server.Host}", $"--port={server.Port}", $"--username={server.Username}"];
        using var process = Process.Start(new ProcessStartInfo(PostgreSqlServer.Program(program), [.. where, .. arguments]) { RedirectStandardError = true })!;
        var complaint = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0, complaint);
    }
}
