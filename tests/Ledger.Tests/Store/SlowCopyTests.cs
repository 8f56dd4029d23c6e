using Compensation.Ledger.Store;
using Compensation.Testing;
using Microsoft.EntityFrameworkCore;
using Shouldly;

namespace Compensation.Ledger.Tests.Store;

/// <summary>A million edges keep PostgreSQL's triggers busy for longer than a command may take.</summary>
public sealed class SlowCopyTests
{
    [PostgreSqlFact]
    public async Task Copy_WhoseTriggersTakeLongerThanACommandMay_IsWaitedFor()
    {
        var address = $"postgresql:{PostgreSqlServer.Shared.CreateDatabase()};Command Timeout=1";
        await using var database = await LedgerDatabase.OpenAsync(address, new SetClock());
        var programme = await ProgrammeUnderTest.CreateAsync(database, "slow");
        await using (var context = database.CreateContext())
        {
            await context.Database.ExecuteSqlRawAsync(
                """
                CREATE FUNCTION take_time() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(3); RETURN NULL; END $$;
                CREATE TRIGGER slow AFTER INSERT ON customers FOR EACH STATEMENT EXECUTE FUNCTION take_time();
                """);
        }

        await using var transaction = await database.BeginAsync(programme.Number);
        using (var writer = transaction.Bulk<CustomerRow>())
        {
            writer.Add(programme.Customer(1, transaction.Take(1)));
            writer.Complete();
        }

        await transaction.CommitAsync();
        (await programme.RowsAsync<CustomerRow>()).Count(row => row.Customer == 1).ShouldBe(1);
    }
}
