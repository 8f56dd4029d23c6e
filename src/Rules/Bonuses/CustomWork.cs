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
        var nobody = default(Nobody);
        return Pay(ref nobody);
    }

    /// <summary>Computes all lines and tells a witness of each; of what was not paid only the class itself knows.</summary>
    public LineBuffer Pay<TWitness>(ref TWitness witness)
        where TWitness : IWitness
    {
        var lines = new LineBuffer();
        for (var source = 0; source < frame.Count; source++)
        {
            PayFrom(source, lines, ref witness);
        }

        return lines;
    }

    /// <summary>Computes one source's lines again.</summary>
    public LineBuffer Explain(int source)
    {
        var lines = new LineBuffer();
        var nobody = default(Nobody);
        PayFrom(source, lines, ref nobody);
        return lines;
    }

    private void PayFrom<TWitness>(int source, LineBuffer lines, ref TWitness witness)
        where TWitness : IWitness
    {
        foreach (var payment in rule.Bonus.Pay(source, this, rule.Document.Settings.AsReadOnly()))
        {
            var spot = new Spot(frame, payment.Payee) { Source = source, Level = payment.Level };
            var price = work.Price(payment.Base, payment.BaseDecimals, payment.Rate, spot);
            if (TWitness.Watches)
            {
                witness.See(new Event(price.Amount == 0 ? Outcome.TooSmall : Outcome.Paid, payment.Payee, spot) { Price = price });
            }

            if (price.Amount != 0)
            {
                lines.Add(rule.Index, LineKind.Pay, payment.Payee, source, -1, payment.Level, payment.Base, payment.Rate, price.Amount);
            }
        }
    }
}
