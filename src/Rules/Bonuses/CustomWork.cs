using Compensation.Rules.Closing;
using Compensation.Rules.Plans.Compiling;
using Compensation.Rules.Plans.Formulas;

namespace Compensation.Rules.Bonuses;

/// <summary>Runs a custom kind of bonus.</summary>
internal sealed class CustomWork(Frame frame, CustomRule rule) : ICustomView
{
    private readonly BonusWork work = new(frame, rule);
    private readonly Dictionary<string, long[]> measures = rule.Measures.ToDictionary(entry => entry.Key, entry => frame.Values(entry.Value));

    public int Count => frame.Count;

    public int Parent(int seller) => frame.Tree(0).Parent[seller];

    public long Measure(string setting, int seller) => measures[setting][seller];

    public int Decimals(string setting) => rule.Measures[setting].Decimals;

    public bool MayReceive(int seller) => work.MayReceive(new Spot(frame, seller) { Source = seller }, out _);

    public LineBuffer Pay()
    {
        var lines = new LineBuffer();
        for (var source = 0; source < frame.Count; source++)
        {
            PayFrom(source, lines);
        }

        return lines;
    }

    /// <summary>Computes one source's lines again.</summary>
    public LineBuffer Explain(int source)
    {
        var lines = new LineBuffer();
        PayFrom(source, lines);
        return lines;
    }

    private void PayFrom(int source, LineBuffer lines)
    {
        foreach (var payment in rule.Bonus.Pay(source, this, rule.Document.Settings.AsReadOnly()))
        {
            var spot = new Spot(frame, payment.Payee) { Source = source, Level = payment.Level };
            var amount = work.Amount(payment.Base, payment.BaseDecimals, payment.Rate, spot);
            if (amount != 0)
            {
                lines.Add(rule.Index, LineKind.Pay, payment.Payee, source, -1, payment.Level, payment.Base, payment.Rate, amount);
            }
        }
    }
}
