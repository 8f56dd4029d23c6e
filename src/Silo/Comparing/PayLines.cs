using Compensation.Rules.Closing;

namespace Compensation.Silo.Comparing;

/// <summary>Collects who is paid what by which bonus from the lines of several runs; everything else is left out.</summary>
internal sealed class PayLines
{
    private readonly List<string> names = [];
    private readonly List<ushort> bonus = [];
    private readonly List<int> payee = [];
    private readonly List<long> amount = [];

    /// <summary>Adds the lines of a run.</summary>
    /// <param name="lines">The lines.</param>
    /// <param name="number">The common number of each seller that they refer to.</param>
    public void Add(Lines lines, int[] number)
    {
        var place = lines.BonusNames.Select(name =>
        {
            var known = names.IndexOf(name);
            if (known < 0)
            {
                known = names.Count;
                names.Add(name);
            }

            return (ushort)known;
        }).ToArray();
        for (var line = 0; line < lines.Count; line++)
        {
            bonus.Add(place[lines.Bonus[line]]);
            payee.Add(number[lines.Payee[line]]);
            amount.Add(lines.Amount[line]);
        }
    }

    /// <summary>The lines that were added.</summary>
    public Lines ToLines() => new()
    {
        BonusNames = names,
        Bonus = [.. bonus],
        Kind = new LineKind[amount.Count],
        Payee = [.. payee],
        Source = new int[amount.Count],
        OrderRow = new int[amount.Count],
        Level = new ushort[amount.Count],
        Base = new long[amount.Count],
        BaseDecimals = [.. names.Select(_ => 0)],
        Rate = new int[amount.Count],
        Rates = [default],
        Amount = [.. amount],
    };
}
