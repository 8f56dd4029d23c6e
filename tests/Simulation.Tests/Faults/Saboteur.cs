using Npgsql;

namespace Compensation.Simulation.Tests;

/// <summary>Ends connections of the silos on the server while they copy rows in or out, or have just done so: bulk work passes by whatever watches
/// commands.</summary>
/// <remarks>Which of them it meets is a matter of time, not of the seed.</remarks>
internal sealed class Saboteur(string connectionString) : IAsyncDisposable
{
    /// <summary>What makes a connection a silo's.</summary>
    public const string Mark = ";Application Name=silo";

    private const string End = """
        SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
        WHERE datname = current_database() AND application_name = 'silo' AND state IN ('active', 'idle in transaction')
            AND query LIKE 'COPY%' AND random() < 0.1
        """;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(2);

    private readonly NpgsqlConnection connection = new(connectionString + ";Pooling=false");

    /// <summary>How many connections it has ended.</summary>
    public long Ended { get; private set; }

    /// <summary>Does so for as long as work takes.</summary>
    public async Task DuringAsync(Task work)
    {
        if (connection.FullState == System.Data.ConnectionState.Closed)
        {
            await connection.OpenAsync();
        }

        await using var command = new NpgsqlCommand(End, connection);
        while (!work.IsCompleted)
        {
            Ended += (long)(await command.ExecuteScalarAsync())!;
            await Task.Delay(Pause);
        }

        await work;
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();
}
