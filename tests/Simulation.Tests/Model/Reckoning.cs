namespace Compensation.Simulation.Tests;

/// <summary>What one seller brings another one by a bonus.</summary>
/// <param name="Bonus">The bonus.</param>
/// <param name="Payee">Who gets it.</param>
/// <param name="Source">Who brought it; null for an adjustment.</param>
/// <param name="Base">What it is a share of.</param>
/// <param name="Amount">Cents.</param>
internal sealed record ModelLine(string Bonus, int Payee, int? Source, long Base, long Amount);

/// <summary>What a run pays.</summary>
internal sealed record ModelPayment(int Payee, string Wallet, string Of, long Amount);

/// <summary>What a run is calculated from.</summary>
internal sealed record ModelBook
{
    /// <summary>What each seller's orders of the period come to, refunds within it taken off.</summary>
    public required IReadOnlyDictionary<int, long> Units { get; init; }

    /// <summary>Below whom each seller stands at the period's end.</summary>
    public required IReadOnlyDictionary<int, int?> Parents { get; init; }

    /// <summary>Ranks that are set by hand: whether Silver.</summary>
    public required IReadOnlyDictionary<int, bool> Ranks { get; init; }

    /// <summary>Lines of the bonus Team that are set by hand, by payee and source.</summary>
    public required IReadOnlyDictionary<(int Payee, int Source), long> Lines { get; init; }

    /// <summary>Adjustments; the bonus is empty where they belong to none.</summary>
    public required IReadOnlyList<(int Seller, string Bonus, long Amount)> Adjustments { get; init; }

    /// <summary>Refunds of this period for orders of closed ones: what the run of then has paid on them, what was given back before, and what is now.</summary>
    public required IReadOnlyList<(ModelLine Paid, long Before, long Now)> Returned { get; init; }

    /// <summary>What the period before has left on the balances.</summary>
    public required IReadOnlyDictionary<int, long> Balances { get; init; }

    /// <summary>What sellers owe in points after the period before.</summary>
    public required IReadOnlyDictionary<int, long> Owed { get; init; }
}

/// <summary>What <see cref="Company.Text"/> comes to: a second implementation of this one plan, in integers, as one would do it by hand.</summary>
internal sealed class Reckoning
{
    private const long Silver = 500_00;
    private const long Minimum = 20_00;
    private const long Fee = 35;

    public Reckoning(ModelBook book)
    {
        foreach (var (seller, units) in book.Units.Where(brought => brought.Value != 0))
        {
            var isSilver = book.Ranks.TryGetValue(seller, out var set) ? set : units >= Silver;
            Lines.Add(new ModelLine("Own", seller, seller, units, Percent(units, isSilver ? 4 : 2)));
            if (book.Parents[seller] is { } parent)
            {
                Lines.Add(new ModelLine("Team", parent, seller, units, Percent(units, 10)));
                if (book.Parents[parent] is { } above)
                {
                    Lines.Add(new ModelLine("Team", above, seller, units, Percent(units, 5)));
                }
            }
        }

        Paid = [.. Lines];
        foreach (var (paid, before, now) in book.Returned)
        {
            Lines.Add(paid with { Amount = Share(paid, before) - Share(paid, before + now) });
        }

        foreach (var ((payee, source), value) in book.Lines)
        {
            var sum = Lines.Where(line => line.Bonus == "Team" && line.Payee == payee && line.Source == source).Sum(line => line.Amount);
            Lines.Add(new ModelLine("Team", payee, source, 0, value - sum));
        }

        Lines.AddRange(book.Adjustments.Select(entry => new ModelLine(entry.Bonus is "" ? "adjustment" : entry.Bonus, entry.Seller, null, 0, entry.Amount)));
        foreach (var seller in book.Parents.Keys)
        {
            Pay(seller, book.Balances.GetValueOrDefault(seller));
            PayPoints(seller, book.Owed.GetValueOrDefault(seller));
        }
    }

    /// <summary>All lines.</summary>
    public List<ModelLine> Lines { get; } = [];

    /// <summary>The lines that a later refund takes back.</summary>
    public IReadOnlyList<ModelLine> Paid { get; }

    public List<ModelPayment> Payments { get; } = [];

    /// <summary>What is left on the balances: what waits for the minimum, or, negative, what is owed.</summary>
    public Dictionary<int, long> Balances { get; } = [];

    /// <summary>What is owed in points, as clawbacks came to more than was earned.</summary>
    public Dictionary<int, long> Owed { get; } = [];

    private void PayPoints(int seller, long owed)
    {
        var points = Lines.Where(line => line.Bonus == "Own" && line.Payee == seller).Sum(line => line.Amount);
        var withheld = Math.Min(owed, Math.Max(0, points) / 2);
        Add(seller, "points", "Own", points);
        Add(seller, "points", "withheld", -withheld);
        if (owed - withheld - Math.Min(0, points) is var left and not 0)
        {
            Owed[seller] = left;
        }
    }

    private void Pay(int seller, long balance)
    {
        var available = Lines.Where(line => line.Bonus != "Own" && line.Payee == seller).Sum(line => line.Amount) + Math.Max(0, balance);
        var debt = Math.Min(0, balance);
        if (available > 0 && debt < 0)
        {
            var withheld = Math.Min(-debt, available / 2);
            (available, debt) = (available - withheld, debt + withheld);
        }

        if (available > 0 && available >= Minimum)
        {
            Add(seller, "cash", "earnings", available);
            Add(seller, "cash", "Transfer", -Fee);
            available = 0;
        }

        if (debt + available != 0)
        {
            Balances[seller] = debt + available;
        }
    }

    private void Add(int payee, string wallet, string of, long amount)
    {
        if (amount != 0)
        {
            Payments.Add(new ModelPayment(payee, wallet, of, amount));
        }
    }

    /// <summary>Rounded half up.</summary>
    private static long Percent(long units, long percent) => ((units * percent) + 50) / 100;

    /// <summary>The share of a line that so much of its base has brought, rounded down.</summary>
    private static long Share(ModelLine paid, long part) => paid.Amount * Math.Min(part, paid.Base) / paid.Base;
}
