using Compensation.Bench.Goals;
using Compensation.Bench.Measuring;

namespace Compensation.Bench;

/// <summary>Represents a row of the table of goals.</summary>
/// <param name="Number">Its number.</param>
/// <param name="What">What is measured.</param>
/// <param name="NeedsServer">Whether it needs PostgreSQL.</param>
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
        new(6, "close on PostgreSQL, end to end", true, PeriodRows.OnPostgreSqlAsync),
        new(7, "close on SQLite and from CSV, end to end", false, PeriodRows.OnFilesAsync),
        new(8, "close of the open period from memory", true, PeriodRows.OpenPeriodAsync),
        new(9, "orders one by one", true, IntakeRows.OneByOneAsync),
        new(10, "orders many together", true, IntakeRows.InBulkAsync),
        new(11, "embedded gRPC against bare framing on Kestrel", false, GrpcRow.RunAsync),
        new(12, "embedded grains against Orleans", false, GrainsRow.RunAsync),
        new(13, "genealogy against recursive queries", true, GenealogyRow.RunAsync),
        new(14, "live figures", false, LiveRow.RunAsync),
        new(15, "orders while a period closes", true, IntakeRows.WhileClosingAsync),
        In(16, "explaining a line", PeriodRows.Explain),
    ];

    private static BenchRow In(int number, string what, Action<RowRun> measure) => new(number, what, false, run =>
    {
        measure(run);
        return Task.CompletedTask;
    });
}
