using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;
using SQLitePCL;

namespace Compensation.Simulation.Tests;

/// <summary>What a silo's connection suffers.</summary>
internal sealed class SimulatedFailureException(string what) : DbException($"Simulated: {what}.");

/// <summary>Lets one silo's database fail, by chance from a seed: at any command, before a commit, after it, or for good, as a process that is
/// killed.</summary>
internal sealed class Faults(int seed)
{
    /// <summary>The longest pause between two steps, in milliseconds.</summary>
    private const int MostPause = 40;

    private readonly Random random = new(seed);
    private readonly Lock gate = new();

    /// <summary>How many commands in a thousand fail.</summary>
    public int Commands { get; init; }

    /// <summary>How many commits in a thousand are lost, half of them before they happen and half afterwards.</summary>
    public int Commits { get; init; }

    /// <summary>How many commits in a thousand are the last thing the process does; half of them happen.</summary>
    public int Crashes { get; init; }

    /// <summary>How many points of a period's work in a thousand are the last thing the process does.</summary>
    public int Steps { get; init; }

    /// <summary>While it is set, nothing fails that has not failed for good.</summary>
    public bool Paused { get; set; } = true;

    /// <summary>Whether the process is dead: nothing reaches the database any more.</summary>
    public bool IsDead { get; private set; }

    public int Injected { get; private set; }

    public IReadOnlyList<IInterceptor> Interceptors => [new Commanding(this), new Committing(this), new Connecting(this)];

    private void AtCommand()
    {
        lock (gate)
        {
            if (IsDead)
            {
                throw new SimulatedFailureException("the process is dead");
            }

            if (!Paused && random.Next(1_000) < Commands)
            {
                Injected++;
                throw new SimulatedFailureException("a command failed");
            }
        }
    }

    /// <summary>Between two steps of a period's work: the process dies, or takes its time.</summary>
    public void AtStep(string step)
    {
        int pause;
        lock (gate)
        {
            AtCommand();
            if (!Paused && random.Next(1_000) < Steps)
            {
                (IsDead, Injected) = (true, Injected + 1);
                throw new SimulatedFailureException($"the process died at '{step}'");
            }

            pause = !Paused && random.Next(20) == 0 ? random.Next(MostPause) : 0;
        }

        Thread.Sleep(pause);
    }

    /// <summary>In the midst of a statement, bulk ones too.</summary>
    /// <returns>Whether it goes on.</returns>
    private bool Amid()
    {
        lock (gate)
        {
            if (!IsDead && (Paused || random.Next(20_000) >= Commands))
            {
                return true;
            }

            Injected += IsDead ? 0 : 1;
            return false;
        }
    }

    private void AtCommit()
    {
        AtCommand();
        Lose("before");
    }

    private void Lose(string when)
    {
        lock (gate)
        {
            if (Paused)
            {
                return;
            }

            var draw = random.Next(2_000);
            if (draw < Crashes)
            {
                IsDead = true;
            }
            else if (draw >= Crashes + Commits)
            {
                return;
            }

            Injected++;
            throw new SimulatedFailureException($"the connection was lost {when} a commit");
        }
    }

    /// <summary>A new connection. Nothing has to survive a power cut here.</summary>
    private sealed class Connecting(Faults faults) : DbConnectionInterceptor
    {
        private const int Instructions = 500;

        public override ValueTask<InterceptionResult> ConnectionOpeningAsync(
            DbConnection connection, ConnectionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default)
        {
            faults.AtCommand();
            return new(result);
        }

        public override async Task ConnectionOpenedAsync(
            DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            if (connection is SqliteConnection sqlite)
            {
                await using var command = connection.CreateCommand();
                command.CommandText = "PRAGMA synchronous = OFF";
                await command.ExecuteNonQueryAsync(cancellationToken);
                raw.sqlite3_progress_handler(sqlite.Handle, Instructions, _ => faults.Amid() ? 0 : 1, null);
            }
        }
    }

    private sealed class Commanding(Faults faults) : DbCommandInterceptor
    {
        public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
        {
            faults.AtCommand();
            return new(result);
        }

        public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
        {
            faults.AtCommand();
            return new(result);
        }
    }

    private sealed class Committing(Faults faults) : DbTransactionInterceptor
    {
        public override ValueTask<InterceptionResult<DbTransaction>> TransactionStartingAsync(DbConnection connection,
            TransactionStartingEventData eventData, InterceptionResult<DbTransaction> result, CancellationToken cancellationToken = default)
        {
            faults.AtCommand();
            return new(result);
        }

        public override ValueTask<InterceptionResult> TransactionCommittingAsync(
            DbTransaction transaction, TransactionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default)
        {
            faults.AtCommit();
            return new(result);
        }

        public override Task TransactionCommittedAsync(
            DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            faults.Lose("after");
            return Task.CompletedTask;
        }
    }
}
