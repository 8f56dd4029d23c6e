using Compensation.Rules.Closing;
using Compensation.Rules.Numbers;
using Compensation.Rules.Plans.Compiling;
using Compensation.Rules.Plans.Formulas;

namespace Compensation.Rules.Bonuses;

/// <summary>A formula ready for a loop: as a column where it is about one seller only, else evaluated at the spot.</summary>
internal readonly struct Prepared
{
    private readonly long[]? column;
    private readonly Expression? expression;

    public Prepared(Frame frame, Expression? expression)
    {
        this.expression = expression;
        if (expression is not null && IsAboutSellerOnly(expression))
        {
            column = frame.Values(expression);
        }
        else
        {
            frame.Require(expression);
        }
    }

    /// <summary>Whether there is no formula.</summary>
    public bool IsNone => expression is null;

    /// <summary>The column, where the formula is about one seller only.</summary>
    public long[]? Column => column;

    public Expression? Expression => expression;

    public long At(in Spot at) => column is not null ? column[at.Self] : expression!.At(at);

    /// <summary>Whether a condition holds; none holds always.</summary>
    public bool Holds(in Spot at) => expression is null || At(at) != 0;

    /// <summary>Whether a formula depends on nothing but one seller (and the company).</summary>
    public static bool IsAboutSellerOnly(Expression expression) =>
        !expression.Any(part => part is SpotValue or OrderColumn or CustomerVolume or Elsewhere { Whose: Whose.Source });
}

/// <summary>What the computation of every bonus shares.</summary>
internal sealed class BonusWork
{
    private readonly Prepared[] receives;
    private readonly Prepared eachAtMost;
    private readonly Prepared eachAtLeast;

    public BonusWork(Frame frame, BonusRule rule)
    {
        Frame = frame;
        Rule = rule;
        frame.Require(rule.Reads);
        receives = [.. rule.Receives.Select(condition => new Prepared(frame, condition))];
        eachAtMost = new Prepared(frame, rule.EachAtMost);
        eachAtLeast = new Prepared(frame, rule.EachAtLeast);
    }

    public Frame Frame { get; }

    public BonusRule Rule { get; }

    /// <summary>Whether a seller may receive; if not, which requirement failed.</summary>
    public bool MayReceive(in Spot at, out Expression? failed)
    {
        foreach (var condition in receives)
        {
            if (!condition.Holds(at))
            {
                failed = condition.Expression;
                return false;
            }
        }

        failed = null;
        return true;
    }

    /// <summary>Whether nothing but the payee decides who may receive, so that <see cref="Receives"/> knows.</summary>
    public bool KnowsReceivers => Array.TrueForAll(receives, condition => condition.Column is not null);

    /// <summary>Whether single lines are limited.</summary>
    public bool LimitsLines => !eachAtMost.IsNone || !eachAtLeast.IsNone;

    /// <summary>Whether a seller may receive, where nothing else decides it.</summary>
    public bool Receives(int seller)
    {
        foreach (var condition in receives)
        {
            if (condition.Column![seller] == 0)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Base × rate, rounded once, within the limits of a single line.</summary>
    public Price Price(long units, int decimals, Rate rate, in Spot at)
    {
        var plan = Frame.Plan;
        var full = plan.Rounding.Multiply(units, decimals, rate, plan.Decimals);
        var amount = WithinLimits(full, at);
        return new Price(units, decimals, rate, amount) { Cut = full - amount };
    }

    /// <summary>An amount within the limits of a single line.</summary>
    public long WithinLimits(long amount, in Spot at)
    {
        if (!eachAtMost.IsNone)
        {
            amount = Math.Min(amount, eachAtMost.At(at));
        }

        return !eachAtLeast.IsNone && amount < eachAtLeast.At(at) ? 0 : amount;
    }

    /// <summary>Runs a loop over sellers in ranges on several threads; the lines keep the order of sellers.</summary>
    public static LineBuffer InRanges(Frame frame, int count, Action<int, int, LineBuffer> work)
    {
        var buffers = frame.Workers.Collect(count, (from, to) =>
        {
            var lines = new LineBuffer();
            work(from, to, lines);
            return lines;
        });
        var all = new LineBuffer();
        foreach (var lines in buffers)
        {
            all.AddAll(lines);
        }

        return all;
    }
}
