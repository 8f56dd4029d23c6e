using Compensation.Rules.Numbers;
using Compensation.Rules.Plans.Documents;
using Compensation.Rules.Plans.Formulas;

namespace Compensation.Rules.Plans.Compiling;

/// <summary>A checked table: from a spot to a rate (or an amount, or a number).</summary>
internal abstract class CompiledTable
{
    /// <summary>The highest level that gives anything; <see cref="int.MaxValue"/> where no list limits it.</summary>
    public abstract int MostLevels { get; }

    /// <summary>All formulas in the table.</summary>
    public abstract IEnumerable<Expression> Expressions { get; }

    /// <summary>All fixed rates in the table.</summary>
    public abstract IEnumerable<Rate> Rates { get; }

    /// <summary>What the table gives at a spot; zero where no row fits.</summary>
    public abstract Rate At(in Spot at);

    /// <summary>Whether what it gives depends on the level.</summary>
    public abstract bool ByLevel { get; }

    /// <summary>What the table offers at a spot, whoever stands there.</summary>
    public abstract Offer OfferAt(in Spot at);
}

/// <summary>What a table offers at a spot to anybody: to one seller less, to another more.</summary>
/// <param name="Least">The least that is more than nothing; zero where nothing is known.</param>
/// <param name="Most">The most that is known.</param>
/// <param name="IsKnown">Whether all is known; what a formula about the payee gives is not.</param>
internal readonly record struct Offer(Rate Least, Rate Most, bool IsKnown)
{
    /// <summary>No row fits.</summary>
    public static Offer Nothing => new(Rate.Zero, Rate.Zero, true);

    /// <summary>One rate for everybody.</summary>
    public static Offer Of(Rate rate) => new(rate, rate, true);

    /// <summary>Two rows together.</summary>
    public Offer Or(in Offer other)
    {
        var least = Least.IsZero ? other.Least : other.Least.IsZero ? Least : Rate.Min(Least, other.Least);
        return new Offer(least, Rate.Max(Most, other.Most), IsKnown && other.IsKnown);
    }
}

/// <summary>One value: fixed, or a formula.</summary>
internal sealed class SingleValue(Rate rate, Expression? formula) : CompiledTable
{
    private readonly bool aboutPayee = formula is { IsAboutPayee: true };

    public Expression? Formula { get; } = formula;

    /// <summary>The value where it is no formula.</summary>
    public Rate Fixed { get; } = rate;

    public override int MostLevels => int.MaxValue;

    public override IEnumerable<Expression> Expressions => Formula is null ? [] : [Formula];

    public override IEnumerable<Rate> Rates => Formula is null ? [Fixed] : [];

    public override bool ByLevel => Formula?.Any(part => part is SpotValue { Field: SpotField.Level }) ?? false;

    public override Rate At(in Spot at) => Formula is null ? Fixed : Rate.FromFixed(Formula.At(at), Formula.Decimals);

    public override Offer OfferAt(in Spot at) => aboutPayee ? Offer.Nothing with { IsKnown = false } : Offer.Of(At(at));
}

/// <summary>A list by level.</summary>
internal sealed class ByLevels(IReadOnlyList<CompiledTable> levels) : CompiledTable
{
    public IReadOnlyList<CompiledTable> Levels { get; } = levels;

    public override int MostLevels => Levels.Count;

    public override IEnumerable<Expression> Expressions => Levels.SelectMany(level => level.Expressions);

    public override IEnumerable<Rate> Rates => Levels.SelectMany(level => level.Rates);

    public override bool ByLevel => true;

    public override Rate At(in Spot at) => at.Level >= 1 && at.Level <= Levels.Count ? Levels[at.Level - 1].At(at) : Rate.Zero;

    public override Offer OfferAt(in Spot at) => at.Level >= 1 && at.Level <= Levels.Count ? Levels[at.Level - 1].OfferAt(at) : Offer.Nothing;
}

/// <summary>Rows by a key: thresholds, names, or both.</summary>
internal sealed class ByKey : CompiledTable
{
    private readonly long[] thresholds;
    private readonly CompiledTable[] steps;
    private readonly Dictionary<long, CompiledTable> names;
    private readonly bool aboutPayee;

    /// <param name="key">What the rows are keyed by.</param>
    /// <param name="steps">Threshold rows, ascending: from this value of the key on.</param>
    /// <param name="names">Rows for single values.</param>
    /// <param name="otherwise">The row for everything else, or null.</param>
    /// <param name="written">The table as it was written.</param>
    public ByKey(
        Expression key,
        IReadOnlyList<(long From, TableRow Row, CompiledTable Then)> steps,
        Dictionary<long, CompiledTable> names,
        CompiledTable? otherwise,
        Table written)
    {
        Key = key;
        Written = written;
        Otherwise = otherwise;
        thresholds = [.. steps.Select(step => step.From)];
        StepRows = [.. steps.Select(step => step.Row)];
        this.steps = [.. steps.Select(step => step.Then)];
        this.names = names;
        aboutPayee = key.IsAboutPayee;
    }

    public Expression Key { get; }

    /// <summary>The table as it was written, with its places.</summary>
    public Table Written { get; }

    /// <summary>How threshold rows apply.</summary>
    public Brackets Brackets => Written.Brackets;

    public CompiledTable? Otherwise { get; }

    public IReadOnlyList<long> Thresholds => thresholds;

    public IReadOnlyList<CompiledTable> Steps => steps;

    /// <summary>The threshold rows as they were written, in the order of their thresholds.</summary>
    public IReadOnlyList<TableRow> StepRows { get; }

    public IReadOnlyDictionary<long, CompiledTable> ByName => names;

    public override int MostLevels => All.Select(row => row.MostLevels).DefaultIfEmpty(0).Max();

    public override IEnumerable<Expression> Expressions => All.SelectMany(row => row.Expressions).Prepend(Key);

    public override IEnumerable<Rate> Rates => All.SelectMany(row => row.Rates);

    public override bool ByLevel => All.Any(row => row.ByLevel) || Key.Any(part => part is SpotValue { Field: SpotField.Level });

    /// <summary>Every row's table.</summary>
    public IEnumerable<CompiledTable> All => steps.Concat(names.Values).Concat(Otherwise is null ? [] : [Otherwise]);

    public override Rate At(in Spot at)
    {
        var value = Key.At(at);
        return Brackets == Brackets.Marginal ? Marginal(value, at) : (Row(value) ?? Otherwise)?.At(at) ?? Rate.Zero;
    }

    public override Offer OfferAt(in Spot at)
    {
        if (!aboutPayee && Brackets != Brackets.Marginal)
        {
            return (Row(Key.At(at)) ?? Otherwise)?.OfferAt(at) ?? Offer.Nothing;
        }

        var offer = Offer.Nothing;
        foreach (var row in All)
        {
            offer = offer.Or(row.OfferAt(at));
        }

        return offer;
    }

    /// <summary>The row for a value of the key, or null.</summary>
    public CompiledTable? Row(long value)
    {
        if (names.Count > 0 && names.TryGetValue(value, out var named))
        {
            return named;
        }

        var row = Array.BinarySearch(thresholds, value);
        row = row >= 0 ? row : ~row - 1;
        return row >= 0 ? steps[row] : null;
    }

    /// <summary>The average rate of a base of which each part is paid at the rate of its own bracket: exact, so that the line is still rounded once.</summary>
    private Rate Marginal(long value, in Spot at)
    {
        if (value <= 0)
        {
            return Rate.Zero;
        }

        var sum = Rate.Zero;
        for (var i = 0; i < thresholds.Length && thresholds[i] < value; i++)
        {
            var end = i + 1 < thresholds.Length ? Math.Min(value, thresholds[i + 1]) : value;
            sum += new Rate(end - Math.Max(0, thresholds[i]), value) * steps[i].At(at);
        }

        return sum;
    }
}
