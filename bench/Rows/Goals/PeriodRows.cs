using System.Diagnostics;
using System.Globalization;
using Compensation.Bench.Comparators;
using Compensation.Bench.Data;
using Compensation.Bench.Measuring;
using Compensation.Grains.Periods;
using Compensation.Ledger.Books;
using Compensation.Ledger.Periods;
using Compensation.Ledger.Runs;
using Compensation.Ledger.Snapshots;
using Compensation.Ledger.Store;
using Compensation.Ledger.Writing;
using Compensation.Rules.Bonuses;
using Compensation.Rules.Closing;
using Compensation.Rules.Explaining;

namespace Compensation.Bench.Goals;

/// <summary>A period from the first row that is read to the seal, and what is asked about it afterwards.</summary>
internal static class PeriodRows
{
    private const int Threads = 2;
    private const string Ours = "close, end to end";
    private const string Unfollowed = "close of what nobody followed";

    /// <summary>So often both programs read and write their files before a time counts: what is not compiled yet is no part of either.</summary>
    private const int CsvWarmUps = 4;

    private const string SameLines = "SQL in PostgreSQL, the same lines";

    /// <summary>The close on PostgreSQL, against COPY of the same rows and against SQL.</summary>
    public static async Task OnPostgreSqlAsync(RowRun run)
    {
        var plan = BenchmarkPlan.Read("both");
        var connectionString = await LedgerCopy.OfAsync(run, plan, "close");
        await using var database = await LedgerDatabase.OpenAsync("postgresql:" + connectionString, new ShiftedClock(LedgerCompany.After));
        using var bare = new BareCopies(connectionString);
        var arms = new Arms();
        await CloseAsync(database, arms, Unfollowed, followed: null);
        await using var followed = await FollowAsync(database, plan);
        for (var round = 1; round <= Math.Min(run.Rounds, 3); round++)
        {
            await CloseAsync(database, arms, Ours, followed);
            arms.Measure("COPY out", bare.Read);
            bare.Take();
            arms.Measure("COPY in", bare.Write);
        }

        arms.Print();
        Say(run, arms, "close on PostgreSQL against COPY out and in", "COPY out", "COPY in");
        AgainstSql(run, plan, arms.MedianOf(Ours), bare.Totals());
    }

    /// <summary>The close on SQLite and from CSV, against bare reading and writing of the same rows.</summary>
    public static async Task OnFilesAsync(RowRun run)
    {
        var (plan, arms) = (BenchmarkPlan.Read("both"), new Arms());
        var folder = Directory.CreateDirectory(Path.Combine(run.Options.Data, "files of row 7")).FullName;
        try
        {
            var path = Path.Combine(folder, "ledger.db");
            await using var database = await LedgerDatabase.OpenAsync(path, new ShiftedClock(LedgerCompany.After));
            var imported = Stopwatch.StartNew();
            await LedgerCompany.ImportAsync(database, run.FolderOf(run.Sellers), plan);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  imported in {imported.Elapsed.TotalSeconds:N1} s"));
            using var bare = new BareSqlite(path, Path.Combine(folder, "bare.db"));
            await using var followed = await FollowAsync(database, plan);
            await CloseAsync(database, new Arms(), Ours, followed);
            for (var round = 1; round <= Math.Min(run.Rounds, run.Options.IsQuick ? 2 : 3); round++)
            {
                await CloseAsync(database, arms, Ours, followed);
                arms.Measure("SQLite, rows out", bare.Read);
                bare.Take();
                arms.Measure("SQLite, rows in", bare.Write);
            }

            for (var round = -CsvWarmUps; round < Math.Min(run.Rounds, 5); round++)
            {
                FromCsv(run, plan, round < 0 ? new Arms() : arms, folder, round);
            }

            arms.Print();
            Say(run, arms, "close on SQLite against bare reading and writing", "SQLite, rows out", "SQLite, rows in");
            var ours = arms.MedianOf("CSV, end to end");
            var theirs = arms.MedianOf("CSV, bare");
            run.AtMost(1.5, arms.Ratio("CSV, end to end", "CSV, bare"), "close from CSV against bare reading and writing",
                RowRun.Milliseconds(ours), RowRun.Milliseconds(theirs));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>The close of an open period whose columns are in memory, against reading them from PostgreSQL.</summary>
    public static async Task OpenPeriodAsync(RowRun run)
    {
        var (plan, arms) = (BenchmarkPlan.Read("both"), new Arms());
        var clock = new ShiftedClock(LedgerCompany.Within);
        await using var database = await LedgerDatabase.OpenAsync("postgresql:" + await LedgerCopy.OfAsync(run, plan, "open"), clock);
        await using var context = database.CreateContext();
        var programme = (await database.FindProgrammeAsync(LedgerCompany.Programme))!.Value;
        var last = context.Rows<ProgrammeRow>().Single(row => row.Programme == programme).LastSequence;
        var period = plan.Calendar.Find(LedgerCompany.Period)!;
        var file = Path.Combine(run.Options.Data, "book of row 8");
        var found = new List<string>();
        for (var round = 0; round < Math.Min(run.Rounds, 5); round++)
        {
            PeriodBook? book = null;
            var start = Stopwatch.GetTimestamp();
            book = await BookReader.ReadAsync(database, context, programme, plan, period, last, Threads);
            arms.Add("reading from PostgreSQL", Stopwatch.GetElapsedTime(start));
            var names = await BookReader.NamesAsync(context, programme);
            if (round == 0)
            {
                // A server that follows a period has calculated it many times when it is closed.
                CloseRows.WarmUp(() => PeriodClose.Close(plan, book.ToSnapshot(Carry.None), Threads));
            }

            found.Add(Figures.OfBoth(arms.Measure("close from columns in memory", () => PeriodClose.Close(plan, book.ToSnapshot(Carry.None), Threads))));
            BookFile.Save(file, book, plan, names);
            found.Add(Figures.OfBoth(arms.Measure("close from the saved book", () =>
                PeriodClose.Close(plan, BookFile.Load(file, plan, period, names)!.ToSnapshot(Carry.None), Threads))));
            book = null;
        }

        File.Delete(file);
        arms.Print();
        RowRun.MustAgree(found);
        foreach (var arm in new[] { "close from columns in memory", "close from the saved book" })
        {
            run.AtLeast(20, arms.Ratio("reading from PostgreSQL", arm), $"{arm} against reading from PostgreSQL",
                RowRun.Milliseconds(arms.MedianOf(arm)), RowRun.Milliseconds(arms.MedianOf("reading from PostgreSQL")));
        }
    }

    /// <summary>One line of a run that is open, explained.</summary>
    public static void Explain(RowRun run)
    {
        const int Lines = 500;
        var plan = BenchmarkPlan.Read("both");
        Open(1_000).Line(1); // What is not compiled yet is no part of a question.
        var explainer = Open(run.Sellers);
        var (took, all) = (new List<double>(), explainer.Result.Lines.Count);
        for (var line = 0; line < Lines; line++)
        {
            var start = Stopwatch.GetTimestamp();
            explainer.Line(1 + (int)((long)all * line / Lines));
            took.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        var about = Stopwatch.GetTimestamp();
        explainer.Seller($"{run.Sellers / 2}");
        var seller = Stopwatch.GetElapsedTime(about).TotalMilliseconds;
        about = Stopwatch.GetTimestamp();
        explainer.Seller($"{run.Sellers / 3}");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {Lines} lines: the first {took[0]:0.00} ms, median {Arms.Median(took):0.00} ms, "
            + $"slowest {took.Max():0.00} ms; all about a seller {seller:0.0} ms, about another {Stopwatch.GetElapsedTime(about).TotalMilliseconds:0.0} ms"));
        run.AtMost(50, took.Max(), "explaining a line, the slowest of 500, in ms", RowRun.Milliseconds(took.Max()), "50 ms");

        Explainer Open(int sellers)
        {
            var opened = Explanation.Of(plan, FrozenCompany.Read(run.FolderOf(sellers)).For(plan), Threads);
            opened.Prepare();
            return opened;
        }
    }

    /// <summary>The same plans by SQL inside PostgreSQL, where the orders are a table of their own: totals only, and the rows that a close writes.</summary>
    private static void AgainstSql(RowRun run, Rules.Plans.Plan plan, double ours, string written)
    {
        using var sql = new SqlOnPostgreSql(LedgerCopy.NewDatabase(run, "row_sql", create: true), run.FolderOf(run.Sellers));
        var (first, second, rows, arms) = (new SqlOfP1(sql), new WalkOfP2(sql), new SqlOfRun(sql), new Arms());
        rows.Prepare();
        for (var round = 1; round <= Math.Min(run.Rounds, 2); round++)
        {
            arms.Measure(SameLines, () =>
            {
                rows.Run();
                return 0;
            });
            arms.Measure("SQL in PostgreSQL, totals only", () =>
            {
                first.Run();
                second.Run();
                return 0;
            });
        }

        arms.Print();
        var snapshot = FrozenCompany.Read(run.FolderOf(run.Sellers)).For(plan) with { Carry = Carry.None };
        RowRun.MustAgree(
            [Figures.Both(first.Figures(), second.Figures()), rows.Figures(), Figures.OfBoth(PeriodClose.Close(plan, snapshot, Threads))]);
        RowRun.MustAgree([written, rows.Totals()]);
        run.AtLeast(4, arms.MedianOf(SameLines) / ours, "close on PostgreSQL against SQL that writes the same lines", RowRun.Milliseconds(ours),
            RowRun.Milliseconds(arms.MedianOf(SameLines)));
    }

    /// <summary>Follows the period as a server does.</summary>
    private static async Task<LivePeriod> FollowAsync(LedgerDatabase database, Rules.Plans.Plan plan)
    {
        var programme = (await database.FindProgrammeAsync(LedgerCompany.Programme))!.Value;
        return await LivePeriod.OpenAsync(
            database, new LedgerFeed(), programme, plan, plan.Calendar.Find(LedgerCompany.Period)!, previousRun: null, effort: new LiveEffort(Threads));
    }

    /// <summary>Closes the period, which may have been closed before.</summary>
    private static async Task CloseAsync(LedgerDatabase database, Arms arms, string arm, LivePeriod? followed)
    {
        var programme = (await database.FindProgrammeAsync(LedgerCompany.Programme))!.Value;
        var work = new PeriodWork(database, programme, new PublishedPlans(CustomBonuses.None), "bench")
        {
            Threads = Threads,
            Live = followed is null ? null : (question, cancellation) => followed.ClosedAsync(question.AsOf, cancellation),
        };
        var events = (await work.FindAsync(LedgerCompany.Period)).History.Count;
        if ((await work.FindAsync(LedgerCompany.Period)).Result is not null)
        {
            Check(await work.RejectAsync(LedgerCompany.Period, new PeriodRequest($"reject {events}", "eva"), "once more"));
        }

        using var phases = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Compensation.Grains",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.PropagationData,
            ActivityStopped = phase => arms.AddPart(arm, phase.OperationName, phase.Duration),
        };
        ActivitySource.AddActivityListener(phases);
        GC.Collect();
        var (start, processor) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
        Check(await work.BeginCloseAsync(LedgerCompany.Period, new PeriodRequest($"close {events}", "ann")));
        Check(await work.CalculateAsync(LedgerCompany.Period));
        arms.Add(arm, Stopwatch.GetElapsedTime(start), Environment.CpuUsage.TotalTime - processor);
    }

    private static void FromCsv(RowRun run, Rules.Plans.Plan plan, Arms arms, string folder, int round)
    {
        var files = LedgerCompany.FilesOf(run.FolderOf(run.Sellers), plan);
        var package = Path.Combine(folder, $"run {round}");
        arms.MeasureParts("CSV, end to end", parts =>
        {
            parts.Report("read");
            var reading = SnapshotReader.Read(plan, files, plan.Calendar.Find(LedgerCompany.Period)!, Carry.None);
            parts.Report("close");
            var snapshot = reading.Snapshot ?? throw new InvalidOperationException(string.Join('\n', reading.Findings));
            var result = PeriodClose.Close(plan, snapshot, Threads);
            parts.Report("write");
            var root = RunWriter.Write(package, new RunOrigin(plan, snapshot, new RunInputs(reading.Files, null), "bench"), result, Threads);
            parts.Report("done");
            return root;
        });
        var written = BareCsv.Read(package);
        arms.MeasureParts("CSV, bare", parts =>
        {
            parts.Report("read");
            var read = BareCsv.Read(files);
            parts.Report("write");
            var bytes = BareCsv.Write(written, Path.Combine(folder, $"bare {round}"));
            parts.Report("done");
            return (read, bytes);
        });
        Directory.Delete(package, recursive: true);
        Directory.Delete(Path.Combine(folder, $"bare {round}"), recursive: true);
    }

    private static void Say(RowRun run, Arms arms, string what, string reading, string writing) => run.AtMost(1.5, arms.Ratio(Ours, reading, writing), what,
        RowRun.Milliseconds(arms.MedianOf(Ours)), $"{RowRun.Milliseconds(arms.MedianOf(reading))} and {RowRun.Milliseconds(arms.MedianOf(writing))}");

    private static void Check(PeriodAnswer answer)
    {
        if (answer.Refusal is { } refusal)
        {
            throw new InvalidOperationException($"{refusal}");
        }
    }
}
