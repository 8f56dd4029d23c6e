using Compensation.Ledger.Periods;
using Compensation.Ledger.Store;
using Compensation.Rules.Closing;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace Compensation.Ledger.Tests.Store;

/// <summary>What is particular to a ledger in a file.</summary>
public sealed class SqliteFileTests
{
    [Fact]
    public async Task Connection_Settings_AreThoseThatKeepMoneySafe()
    {
        using var folder = new Folder();
        await using var database = await LedgerDatabase.OpenAsync(folder["ledger.db"], new SetClock());
        await using var context = database.CreateContext();
        await context.Database.OpenConnectionAsync();

        (await PragmaAsync(context, "journal_mode")).ShouldBe("wal");
        (await PragmaAsync(context, "synchronous")).ShouldBe("2", "FULL: a commit is on the disk before it is acknowledged.");
        (await PragmaAsync(context, "foreign_keys")).ShouldBe("1");
        (await PragmaAsync(context, "recursive_triggers")).ShouldBe("1", "INSERT OR REPLACE removes rows past the triggers otherwise.");
    }

    [Fact]
    public async Task InsertOrReplace_OfAnExistingRow_IsRefused()
    {
        using var folder = new Folder();
        await using var database = await LedgerDatabase.OpenAsync(folder["ledger.db"], new SetClock());
        var programme = await ProgrammeUnderTest.CreateAsync(database, "acme");
        await using var context = database.CreateContext();

        var error = await Should.ThrowAsync<SqliteException>(() =>
            context.Database.ExecuteSqlAsync($"INSERT OR REPLACE INTO words VALUES ({programme.Number}, 1, 'a'), ({programme.Number}, 1, 'b')"));

        LedgerErrors.RefusalOf(error).ShouldNotBeNull().Rule.ShouldBe(LedgerRule.AppendOnly);
    }

    [Fact]
    public async Task Open_LedgerOfANewerVersion_IsRefused()
    {
        using var folder = new Folder();
        await using (var database = await LedgerDatabase.OpenAsync(folder["ledger.db"], new SetClock()))
        {
            await using var context = database.CreateContext();
            await context.Database.ExecuteSqlAsync($"INSERT INTO __EFMigrationsHistory VALUES ('29991231000000_Future', '10.0.0')");
        }

        var error = await Should.ThrowAsync<IOException>(() => LedgerDatabase.OpenAsync(folder["ledger.db"], new SetClock()));

        error.Message.ShouldContain("newer version of the program, which has added 29991231000000_Future");
    }

    [Fact]
    public async Task Upgrade_AfterOneThatWasKilled_DoesNotWaitForIt()
    {
        using var folder = new Folder();
        await using (var connection = new SqliteConnection($"Data Source={folder["ledger.db"]};Pooling=false"))
        {
            await connection.OpenAsync();
            await using var command = connection.CreateCommand();
            command.CommandText = """
                CREATE TABLE "__EFMigrationsLock" ("Id" INTEGER NOT NULL CONSTRAINT "PK___EFMigrationsLock" PRIMARY KEY, "Timestamp" TEXT NOT NULL);
                INSERT INTO "__EFMigrationsLock" VALUES (1, '2026-01-31 12:00:00.1234567+00:00');
                """;
            await command.ExecuteNonQueryAsync();
        }

        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await using var database = await LedgerDatabase.OpenAsync(folder["ledger.db"], new SetClock(), cancellation: patience.Token);

        (await database.AddProgrammeAsync("acme")).ShouldBe(1);
    }

    [Fact]
    public async Task Ledger_OpenedTwiceAtOnce_IsCreatedOnce()
    {
        using var folder = new Folder();

        var databases = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => LedgerDatabase.OpenAsync(folder["ledger.db"], new SetClock()))));

        (await databases[0].AddProgrammeAsync("acme")).ShouldBe(1);
        (await databases[3].FindProgrammeAsync("acme")).ShouldBe(1);
        foreach (var database in databases)
        {
            await database.DisposeAsync();
        }
    }

    /// <summary>Programs before had no table of earnings, and sealed a run by its lines.</summary>
    [Fact]
    public async Task Open_RunOfAProgramBefore_HasItsLinesPackedOnce()
    {
        using var folder = new Folder();
        int number;
        RunLineRow[] lines;
        await using (var database = await LedgerDatabase.OpenAsync(folder["ledger.db"], new SetClock()))
        {
            var programme = await ProgrammeUnderTest.CreateAsync(database, "acme");
            number = programme.Number;
            lines = [Line(1, payee: 3, bonus: 1, 10), Line(2, payee: 0, bonus: 0, 20), Line(3, payee: 3, bonus: 0, 30), Line(4, payee: 3, bonus: 1, -5)];
            await programme.AddAsync(n => [programme.Run(1, n)]);
            await programme.AddAsync(_ => lines);
            await using var context = database.CreateContext();
            await context.Database.ExecuteSqlAsync($"DROP TRIGGER check_run_seals");
            context.Add(programme.Seal(1, lines: 4, amount: 55, payments: 0));
            await context.SaveChangesAsync();
        }

        for (var opened = 0; opened < 2; opened++)
        {
            await using var database = await LedgerDatabase.OpenAsync(folder["ledger.db"], new SetClock());
            await using var context = database.CreateContext();

            (await context.Rows<RunEarningRow>().OrderBy(row => row.Payee).ThenBy(row => row.Bonus).ToListAsync())
                .ConvertAll(row => (row.Payee, row.Bonus, row.Lines, row.Amount)).ShouldBe([(0, 0, 1, 20), (3, 0, 1, 30), (3, 1, 2, 5)]);
            (await context.LinesOfAsync(number, 1, 3)).ShouldBeEquivalentTo(lines.Where(line => line.Payee == 3).ToList());
            (await context.LinesOfAsync(number, 1, 0)).ShouldBeEquivalentTo(lines.Where(line => line.Payee == 0).ToList());
        }

        RunLineRow Line(int line, int payee, int bonus, long amount) => new()
        {
            Programme = number,
            Run = 1,
            Line = line,
            Bonus = bonus,
            Kind = LineKind.Cap,
            Payee = payee,
            Source = line == 1 ? null : line,
            OrderSequence = line == 2 ? 7 : null,
            OrderLine = line == 2 ? 1 : null,
            Level = line,
            Base = 100 * amount,
            RateNumerator = 1,
            RateDenominator = 100,
            Amount = amount,
        };
    }

    private static async Task<string?> PragmaAsync(LedgerContext context, string name)
    {
        await using var command = context.Database.GetDbConnection().CreateCommand();
        command.CommandText = $"PRAGMA {name}";
        return Convert.ToString(await command.ExecuteScalarAsync(), System.Globalization.CultureInfo.InvariantCulture);
    }
}
