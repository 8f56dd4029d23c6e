using Compensation.Bench.Goals;
using Compensation.Bench.Measuring;

namespace Compensation.Bench;

/// <summary>Represents a row of the table of goals.</summary>
/// <param name="Number">Its number.</param>
/// <param name="What">What is measured.</param>
/// <param name="NeedsServer">Whether it needs a database server, or minutes.</param>
/// <param name="Measure">Measures it.</param>
internal sealed record BenchRow(int Number, string What, bool NeedsServer, Func<RowRun, Task> Measure)
{
    /// <summary>All rows.</summary>
    public static IReadOnlyList<BenchRow> All { get; } =
    [
        In(1, "close in memory against DuckDB", CloseRows.AgainstDuckDb),
        In(2, "close in memory against columns by hand", CloseRows.AgainstColumnsByHand),
        In(3, "P1 against an object graph and SQL in PostgreSQL", CloseRows.AgainstObjectsAndSql),
        In(4, "two threads against one", CloseRows.TwoThreads),
        In(5, "growth of time and memory", CloseRows.Growth),
        new(11, "embedded gRPC against bare framing on Kestrel", false, GrpcRow.RunAsync),
        new(12, "embedded grains against Orleans", false, GrainsRow.RunAsync),
    ];

    private static BenchRow In(int number, string what, Action<RowRun> measure) => new(number, what, false, run =>
    {
        measure(run);
        return Task.CompletedTask;
    });
}
