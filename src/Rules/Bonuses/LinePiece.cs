using Compensation.Rules.Closing;
using Compensation.Rules.Numbers;

namespace Compensation.Rules.Bonuses;

/// <summary>What stands in a commission line.</summary>
internal enum LineField
{
    Bonus,
    Kind,
    Payee,
    Source,
    OrderRow,
    Level,
    Base,
    Rate,
    Amount,
}

/// <summary>Some lines that no longer change.</summary>
internal sealed class LinePiece
{
    private readonly PackedValues[] columns;

    public LinePiece(OpenLines lines, RateNumbers rates, PackedMemory memory)
    {
        (Count, Rates) = (lines.Count, rates);
        columns = Array.ConvertAll(Enum.GetValues<LineField>(), field => PackedValues.Of(lines[field], memory));
    }

    public int Count { get; }

    /// <summary>What the numbers of rates mean.</summary>
    public RateNumbers Rates { get; }

    public PackedValues this[LineField field] => columns[(int)field];
}

/// <summary>The distinct rates of some lines, numbered as they are first used.</summary>
internal sealed class RateNumbers
{
    private readonly Dictionary<Rate, int> numbers = [];
    private readonly List<Rate> rates = [];
    private (Rate Rate, int Number) last = (default, -1);

    public IReadOnlyList<Rate> All => rates;

    public int Of(Rate rate)
    {
        if (last.Number >= 0 && last.Rate == rate)
        {
            return last.Number;
        }

        if (!numbers.TryGetValue(rate, out var number))
        {
            number = rates.Count;
            numbers[rate] = number;
            rates.Add(rate);
        }

        last = (rate, number);
        return number;
    }
}
