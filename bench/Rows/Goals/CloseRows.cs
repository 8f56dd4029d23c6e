using System.Diagnostics;
using System.Globalization;
using Compensation.Bench.Comparators;
using Compensation.Bench.Data;
using Compensation.Bench.Measuring;
using Compensation.Rules.Closing;

namespace Compensation.Bench.Goals;

/// <summary>The close in memory: against databases, objects and columns by hand, with two threads, and as companies grow.</summary>
internal static class CloseRows
{
    private const int Threads = 2;
    private const string Ours = "both plans in one, 2 threads";

    /// <summary>P1 and P2 with index builds, against DuckDB.</summary>
    public static void AgainstDuckDb(RowRun run)
    {
        const string What = "P1 and P2 against DuckDB";
        if (!DuckDb.IsInstalled)
        {
            run.Skip(What, DuckDb.Needed);
            return;
        }

        var folder = run.FolderOf(run.Sellers);
        using var duckDb = new DuckDb(folder, Threads);
        var (company, plan, arms) = (FrozenCompany.Read(folder), BenchmarkPlan.Read("both"), new Arms());
        var (first, second) = (new SqlOfP1(duckDb), new SqlOfP2(duckDb));
        var found = new List<string>();
        WarmUp(() => PeriodClose.Close(plan, company.For(plan), Threads));
        for (var round = 0; round <= Math.Min(run.Rounds, 5); round++)
        {
            var kept = round == 0 ? new Arms() : arms;
            found.Add(Figures.OfBoth(kept.Measure(Ours, () => PeriodClose.Close(plan, company.For(plan), Threads))));
            kept.Measure("DuckDB, 2 threads", () =>
            {
                first.Run();
                second.Run();
                return 0;
            });
            found.Add(Figures.Both(first.Figures(), second.Figures()));
        }

        arms.Print();
        RowRun.MustAgree(found, PublishedFigures.Of(run.Sellers));
        run.AtLeast(10, arms.Ratio("DuckDB, 2 threads", Ours), What, RowRun.Milliseconds(arms.MedianOf(Ours)),
            RowRun.Milliseconds(arms.MedianOf("DuckDB, 2 threads")));
    }

    /// <summary>P1 and P2 with index builds, against columns written by hand.</summary>
    public static void AgainstColumnsByHand(RowRun run)
    {
        var folder = run.FolderOf(run.Sellers);
        var (generated, company, plan, arms) = (GeneratedCompany.Read(folder), FrozenCompany.Read(folder), BenchmarkPlan.Read("both"), new Arms());
        var columns = new HandWrittenColumns(generated);
        var found = new List<string>();
        WarmUp(() => PeriodClose.Close(plan, company.For(plan), Threads));
        WarmUp(() => columns.Run(Threads));
        for (var round = 0; round < run.Rounds; round++)
        {
            foreach (var threads in new[] { 1, Threads })
            {
                found.Add(arms.Measure($"columns by hand, {threads}t", () => columns.Run(threads)));
                found.Add(Figures.OfBoth(arms.MeasureParts($"both plans in one, {threads}t",
                    parts => PeriodClose.Close(plan, company.For(plan), threads, parts))));
            }
        }

        arms.Print();
        arms.PrintRatio("one thread", "both plans in one, 1t", "columns by hand, 1t");
        arms.PrintRatio("two threads", "both plans in one, 2t", "columns by hand, 2t");
        RowRun.MustAgree(found, PublishedFigures.Of(run.Sellers));
        run.AtMost(2, arms.Ratio("both plans in one, 2t", "columns by hand, 2t"), "P1 and P2 against columns by hand",
            RowRun.Milliseconds(arms.MedianOf("both plans in one, 2t")), RowRun.Milliseconds(arms.MedianOf("columns by hand, 2t")));
    }

    /// <summary>P1 alone, against objects and against SQL in PostgreSQL.</summary>
    public static void AgainstObjectsAndSql(RowRun run)
    {
        var folder = run.FolderOf(run.Sellers);
        var (company, plan, arms) = (FrozenCompany.Read(folder), BenchmarkPlan.Read("p1"), new Arms());
        var found = new List<string>();
        var (sellers, orders) = ObjectGraph.Load(GeneratedCompany.Read(folder));
        WarmUp(() => PeriodClose.Close(plan, company.For(plan), Threads));
        WarmUp(() => ObjectGraph.Run(sellers, orders));
        for (var round = 0; round < Math.Min(run.Rounds, 5); round++)
        {
            found.Add($"{Close(arms)}");
            found.Add($"{ObjectGraph.Figures(arms.Measure("objects, decimal, LINQ", () => ObjectGraph.Run(sellers, orders)))}");
        }

        (sellers, orders) = ([], []);
        arms.Print();
        RowRun.MustAgree(found);
        run.AtLeast(25, arms.Ratio("objects, decimal, LINQ", "P1, 2 threads"), "P1 against an object graph",
            RowRun.Milliseconds(arms.MedianOf("P1, 2 threads")), RowRun.Milliseconds(arms.MedianOf("objects, decimal, LINQ")));
        if (run.Options.PostgreSql is null)
        {
            run.Skip("P1 against SQL in PostgreSQL", run.Options.ServerNeeded);
            return;
        }

        using var database = new SqlOnPostgreSql(LedgerCopy.NewDatabase(run, "sql", create: true), folder);
        var (sql, interleaved) = (new SqlOfP1(database), new Arms());
        for (var round = 0; round < Math.Min(run.Rounds, 3); round++)
        {
            found.Add($"{Close(interleaved)}");
            interleaved.Measure("SQL in PostgreSQL", () =>
            {
                sql.Run();
                return 0;
            });
            found.Add($"{sql.Figures()}");
        }

        interleaved.Print();
        RowRun.MustAgree(found);
        run.AtLeast(50, interleaved.Ratio("SQL in PostgreSQL", "P1, 2 threads"), "P1 against SQL in PostgreSQL",
            RowRun.Milliseconds(interleaved.MedianOf("P1, 2 threads")), RowRun.Milliseconds(interleaved.MedianOf("SQL in PostgreSQL")));

        FiguresOfP1 Close(Arms to) => Figures.OfP1(to.Measure("P1, 2 threads", () => PeriodClose.Close(plan, company.For(plan), Threads)));
    }

    /// <summary>Two threads against one.</summary>
    public static void TwoThreads(RowRun run)
    {
        foreach (var sellers in Sizes(run))
        {
            var (company, plan, arms) = (FrozenCompany.Read(run.FolderOf(sellers)), BenchmarkPlan.Read("both"), new Arms());
            var found = new List<string>();
            WarmUp(() => PeriodClose.Close(plan, company.For(plan), Threads));
            for (var round = 0; round < (sellers > 5_000_000 ? 3 : run.Rounds); round++)
            {
                foreach (var threads in new[] { 1, Threads })
                {
                    found.Add(Fingerprint(arms.MeasureParts($"{threads} threads",
                        parts => PeriodClose.Close(plan, company.For(plan), threads, parts))));
                }
            }

            arms.Print();
            RowRun.MustAgree(found);
            run.AtLeast(sellers > 5_000_000 ? 1.6 : 1.4, arms.Ratio("1 threads", "2 threads"),
                string.Create(CultureInfo.InvariantCulture, $"two threads against one, {sellers:N0} sellers"),
                RowRun.Milliseconds(arms.MedianOf("2 threads")), RowRun.Milliseconds(arms.MedianOf("1 threads")));
        }
    }

    /// <summary>Time and memory as companies grow, each size in a process of its own.</summary>
    public static void Growth(RowRun run)
    {
        int[] sizes = run.Options.IsLarge ? [100_000, 1_000_000, 10_000_000] : [run.Sellers / 10, run.Sellers];
        var closes = sizes.Select(sellers => OwnProcess.Run<CloseAlone>("close", run.FolderOf(sellers), sellers > 5_000_000 ? "3" : "7")).ToList();
        foreach (var (sellers, close) in sizes.Zip(closes))
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"  {sellers,12:N0} sellers {close.Milliseconds,10:N1} ms, one thread   {close.Peak / 1e9:0.00} GB at the peak"));
            RowRun.MustAgree([close.Found, PublishedFigures.Of(sellers) ?? close.Found]);
        }

        for (var i = 1; i < sizes.Length; i++)
        {
            var exponent = Math.Log(closes[i].Milliseconds / closes[i - 1].Milliseconds) / Math.Log((double)sizes[i] / sizes[i - 1]);
            run.AtMost(1.2, exponent, string.Create(CultureInfo.InvariantCulture, $"exponent of time, {sizes[i - 1]:N0} to {sizes[i]:N0} sellers"),
                RowRun.Milliseconds(closes[i].Milliseconds), RowRun.Milliseconds(closes[i - 1].Milliseconds));
        }

        var largest = closes[^1].Peak;
        if (run.Options.IsLarge)
        {
            run.AtMost(6, largest / (double)(1L << 30), "memory of 10,000,000 sellers, GiB", $"{largest >> 20:N0} MiB", "6 GiB");
        }

        AgainstDuckDbsMemory(run, Math.Min(sizes[^1], 1_000_000), closes[Math.Min(sizes.Length - 1, 1)].Peak);
    }

    /// <summary>Closes a company in this process and nothing else, and says what it took.</summary>
    public static CloseAlone Alone(string folder, int rounds)
    {
        var (company, plan, arms) = (FrozenCompany.Read(folder), BenchmarkPlan.Read("both"), new Arms());
        WarmUp(() =>
        {
            // As before each close that is measured: what counts is what a close needs, not what was left lying by the one before or by reading the files.
            GC.Collect();
            return PeriodClose.Close(plan, company.For(plan));
        });
        Result? result = null;
        for (var round = 0; round < rounds; round++)
        {
            result = null;
            result = arms.Measure("close", () => PeriodClose.Close(plan, company.For(plan)));
        }

        return new CloseAlone(arms.MedianOf("close"), OwnProcess.Peak, Figures.OfBoth(result!));
    }

    private static void AgainstDuckDbsMemory(RowRun run, int sellers, long ours)
    {
        var what = string.Create(CultureInfo.InvariantCulture, $"memory at the peak against DuckDB, {sellers:N0} sellers");
        if (!DuckDb.IsInstalled)
        {
            run.Skip(what, DuckDb.Needed);
            return;
        }

        using var duckDb = new DuckDb(run.FolderOf(sellers), Threads);
        new SqlOfP1(duckDb).Run();
        new SqlOfP2(duckDb).Run();
        duckDb.Run("SELECT 1");
        run.AtMost(0.75, ours / (double)duckDb.Peak, what, $"{ours >> 20:N0} MiB", $"{duckDb.Peak >> 20:N0} MiB");
    }

    /// <summary>Runs something until it is compiled as it will stay: for a second at least, and twice.</summary>
    public static void WarmUp(Func<object> work)
    {
        var start = Stopwatch.GetTimestamp();
        for (var times = 0; times < 2 || Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(1.5); times++)
        {
            work();
        }
    }

    private static int[] Sizes(RowRun run) => run.Options.IsLarge ? [run.Sellers, 10_000_000] : [run.Sellers];

    /// <summary>All amounts, ranks and what is carried, so that one byte that differs shows.</summary>
    private static string Fingerprint(Result result)
    {
        var hash = new HashCode();
        foreach (var (amount, (payee, source)) in result.Lines.Amount.Zip(result.Lines.Payee.Zip(result.Lines.Source)))
        {
            hash.Add((amount, payee, source));
        }

        foreach (var item in result.Carry.Items)
        {
            hash.AddBytes(System.Runtime.InteropServices.MemoryMarshal.AsBytes(item.Value.AsSpan()));
        }

        return $"{hash.ToHashCode()} {Figures.OfBoth(result)}";
    }
}

/// <summary>Represents what a close took in a process of its own.</summary>
/// <param name="Milliseconds">The median of its time.</param>
/// <param name="Peak">The most memory that the process held, in bytes.</param>
/// <param name="Found">What it came to.</param>
internal sealed record CloseAlone(double Milliseconds, long Peak, string Found);
