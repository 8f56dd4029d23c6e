using System.Diagnostics;
using System.Globalization;
using System.Text;
using Compensation.Bench.Data;
using Compensation.Bench.Measuring;
using Compensation.Ledger.Books;
using Compensation.Ledger.Fields;
using Compensation.Rules.Closing;
using NodaTime;

namespace Compensation.Bench.Goals;

/// <summary>How long an acknowledged order takes until it is in the live figures, while 1,000 orders a second come in. The book alone: what lies between it
/// and a seller's screen is a grain call and a gRPC call.</summary>
internal sealed class LiveRow
{
    private const int PerSecond = 1_000;

    /// <summary>So long orders come in before a time counts: what is not compiled yet is no part of it.</summary>
    private const int WarmUpSeconds = 5;

    private readonly int sellers;
    private readonly PeriodBook book;
    private readonly Random dice = new(12345);
    private readonly long placed;
    private readonly List<double> behind = [];
    private readonly List<double> computed = [];
    private long sequence;

    private LiveRow(int sellers, PeriodBook book)
    {
        this.sellers = sellers;
        this.book = book;
        placed = book.Period.Start.ToUnixTimeMilliseconds();
    }

    /// <summary>Measures.</summary>
    public static async Task RunAsync(RowRun run)
    {
        var plan = BenchmarkPlan.Read("p1");
        var names = new ProgrammeNames(
            [new(FieldScope.Order, 0, "PV", FieldType.Units, 2), new(FieldScope.Order, 1, "CV", FieldType.Units, 2)],
            ["enrolment", "placement", "left", "right"]);
        var row = new LiveRow(run.Sellers, new PeriodBook(plan, plan.Calendar.Find(LedgerCompany.Period)!, names) { Sequence = 1 });
        row.Fill(run.FolderOf(run.Sellers));
        await using var live = new LiveBook(plan, row.book, Carry.None, SystemClock.Instance);
        await row.FollowAsync(run, live, seconds: run.Options.IsQuick ? 10 : 30);
    }

    private void Fill(string folder)
    {
        var company = GeneratedCompany.Read(folder);
        for (var seller = 0; seller < sellers; seller++)
        {
            book.AddSeller(Encoding.UTF8.GetBytes($"{seller}"), 1, []);
        }

        for (var seller = 0; seller < sellers; seller++)
        {
            book.AddEdge(1, seller, company.Sponsor[seller], 0, 1);
        }

        for (var order = 0; order < company.Orders.Length; order++)
        {
            Sell(book, order + 2L, company.Orders[order]);
        }

        book.Sequence = company.Orders.Length + 1L;
    }

    private async Task FollowAsync(RowRun run, LiveBook live, int seconds)
    {
        sequence = book.Sequence;
        await live.AtLeastAsync(sequence);
        await FollowAsync(live, WarmUpSeconds);
        behind.Clear();
        computed.Clear();
        var (start, busy) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
        await FollowAsync(live, seconds);
        var spent = Environment.CpuUsage.TotalTime - busy;
        var cores = spent / Stopwatch.GetElapsedTime(start);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  visible after p50 {At(0.5):N0} ms; new figures {computed.Count} times, every "
            + $"{Arms.Median(computed):N0} ms, {spent.TotalMilliseconds / computed.Count:N0} ms of processor time each"));
        run.AtMost(2_000, At(0.99), "an acknowledged order visible in live figures, p99 in ms", RowRun.Milliseconds(At(0.99)), "2,000 ms");
        run.AtMost(1, cores, "cores that live figures and 1,000 orders a second take", string.Create(CultureInfo.InvariantCulture, $"{cores:0.00}"), "1 core");
    }

    /// <summary>Sells for some time, and notes how long each order takes into the live figures.</summary>
    private async Task FollowAsync(LiveBook live, int seconds)
    {
        var first = sequence;
        var acknowledged = new long[(seconds * PerSecond) + 1];
        var (sold, seen, start, last) = (0, 0, Stopwatch.GetTimestamp(), Stopwatch.GetTimestamp());
        while (seen < acknowledged.Length - 1)
        {
            for (var due = Math.Min(acknowledged.Length - 1, (int)(Stopwatch.GetElapsedTime(start).TotalSeconds * PerSecond)); sold < due;)
            {
                var (number, order) = (first + ++sold, new GeneratedOrder(dice.Next(sellers), dice.Next(1, 20_000), dice.Next(1, 16_000), 0));
                await live.AddAsync(number, target => Sell(target, number, order));
                acknowledged[sold] = Stopwatch.GetTimestamp();
            }

            if (live.Latest!.Sequence - first is var known && known > seen)
            {
                while (seen < known)
                {
                    behind.Add(Stopwatch.GetElapsedTime(acknowledged[++seen]).TotalMilliseconds);
                }

                computed.Add(Stopwatch.GetElapsedTime(last).TotalMilliseconds);
                last = Stopwatch.GetTimestamp();
            }

            live.Refresh();
            await Task.Delay(1);
        }

        sequence = first + sold;
    }

    private void Sell(PeriodBook target, long sequence, GeneratedOrder order) => target.AddOrder(
        Encoding.UTF8.GetBytes($"O{sequence}"), order.Seller, -1, placed, placed, 1, [order.Personal, order.Commissionable], sequence);

    private double At(double share) => behind.Order().ElementAt((int)((behind.Count - 1) * share));
}
