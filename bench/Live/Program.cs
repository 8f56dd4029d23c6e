using System.Diagnostics;
using System.Globalization;
using System.Text;
using Compensation.Bench;
using Compensation.Ledger.Books;
using Compensation.Ledger.Fields;
using Compensation.Rules.Closing;
using NodaTime;

// live [SELLERS] [SECONDS]   opens a live book of so many sellers and five orders each, takes in 1,000 orders a second, and measures how far figures are behind
const int PerSecond = 1_000;
var sellers = args.Length > 0 ? int.Parse(args[0], NumberStyles.AllowThousands, CultureInfo.InvariantCulture) : 1_000_000;
var seconds = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 30;
var plan = BenchmarkPlan.Read("p1");
var period = plan.Calendar.Find("2026-01")!;
var names = new ProgrammeNames(
    [new(FieldScope.Order, 0, "PV", FieldType.Units, 2), new(FieldScope.Order, 1, "CV", FieldType.Units, 2)], ["enrolment", "placement", "left", "right"]);
var dice = new Random(12345);
var placed = period.Start.ToUnixTimeMilliseconds();
var book = new PeriodBook(plan, period, names) { Sequence = 1 };
var parents = new int[sellers];
for (var seller = 0; seller < sellers; seller++)
{
    book.AddSeller(Encoding.UTF8.GetBytes($"{seller}"), 1, []);
    // Three in five join below somebody's sponsor, so that front lines have a heavy tail; the others below anybody.
    var other = seller == 0 ? 0 : dice.Next(seller);
    parents[seller] = seller == 0 ? -1 : dice.Next(5) < 3 && parents[other] >= 0 ? parents[other] : other;
    book.AddEdge(1, seller, parents[seller], 0, 1);
}

for (var order = 0; order < sellers * 5; order++)
{
    Sell(book, order + 2L);
}

book.Sequence = (sellers * 5L) + 1;
await using var live = new LiveBook(plan, book, Carry.None, SystemClock.Instance);
var start = Stopwatch.GetTimestamp();
var first = book.Sequence;
await live.AtLeastAsync(first);
Console.WriteLine($"{sellers:N0} sellers, {sellers * 5L:N0} orders, {seconds} s; "
    + $"first figures after {Stopwatch.GetElapsedTime(start).TotalMilliseconds:N0} ms");

var acknowledged = new long[(seconds * PerSecond) + 1];
var behind = new List<double>();
var computed = new List<double>();
var (sold, seen, last) = (0, 0, Stopwatch.GetTimestamp());
start = last;
using var process = Process.GetCurrentProcess();
var busy = process.TotalProcessorTime;
while (seen < acknowledged.Length - 1)
{
    for (var due = Math.Min(acknowledged.Length - 1, (int)(Stopwatch.GetElapsedTime(start).TotalSeconds * PerSecond)); sold < due;)
    {
        var sequence = first + ++sold;
        await live.AddAsync(sequence, target => Sell(target, sequence));
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

process.Refresh();
Console.WriteLine($"  acknowledged to visible   p50 {At(behind, 0.5):N0} ms, p99 {At(behind, 0.99):N0} ms");
Console.WriteLine($"  from figures to figures   p50 {At(computed, 0.5):N0} ms, {computed.Count} times");
var spent = process.TotalProcessorTime - busy;
Console.WriteLine($"  processor time            {spent.TotalMilliseconds / computed.Count:N0} ms for new figures, "
    + $"{spent / Stopwatch.GetElapsedTime(start):N2} cores, peak memory {process.PeakWorkingSet64 >> 20:N0} MiB");

void Sell(PeriodBook target, long sequence)
{
    var seller = dice.Next(sellers);
    var units = dice.Next(1, 20_000);
    target.AddOrder(Encoding.UTF8.GetBytes($"O{sequence}"), seller, -1, placed, placed, 1, [units, units * 4 / 5], sequence);
}

static double At(List<double> values, double share) => values.Order().ElementAt((int)((values.Count - 1) * share));
