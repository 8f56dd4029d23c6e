using Compensation.Rules.Closing;
using Compensation.Rules.Numbers;
using Compensation.Rules.Plans.Compiling;
using Compensation.Rules.Plans.Documents;
using Compensation.Rules.Plans.Formulas;
using Compensation.Rules.Volumes;

namespace Compensation.Rules.Bonuses;

/// <summary>
/// Pays a seller for what they did or are: retail margin, personal and volume rebates, stairstep by the difference of groups, fixed sums, marginal blocks,
/// rank advancement, customer and host rewards.
/// </summary>
internal sealed class GrantBonus
{
    private readonly Frame frame;
    private readonly GrantRule rule;
    private readonly BonusWork work;
    private readonly Prepared dividedBy;
    private readonly long[]? toAttribute;
    private readonly GrantHistory history;
    private readonly OrderSources orders;

    public GrantBonus(Frame frame, GrantRule rule)
    {
        this.frame = frame;
        this.rule = rule;
        work = new BonusWork(frame, rule);
        dividedBy = new Prepared(frame, rule.DividedBy);
        toAttribute = rule.ToAttribute < 0 || rule.ToOrderAttribute ? null : frame.Column(new ColumnKey(ColumnKind.Attribute, rule.ToAttribute));
        history = new GrantHistory(frame, rule);
        orders = new OrderSources(frame, rule);
    }

    /// <summary>
    /// Whether it was promised to whoever may not receive it. What is paid once waits for a later period; and the requirements of a fixed sum say who is
    /// meant at all.
    /// </summary>
    private bool IsPromised => rule.Document.Once == Once.EveryPeriod
        && (rule.Document is not { Per: SourcePer.Seller, To: "seller" or "owner" } || (rule.Of is not null && rule.Amount is null));

    /// <summary>The lines of the period, in order of source.</summary>
    public LineBuffer Pay() => rule.Document.Per switch
    {
        SourcePer.Order => PayPerOrder(),
        SourcePer.Customer => PayPerCustomer(),
        _ => PayPerSeller(),
    };

    /// <summary>What the bonus leaves to the next period.</summary>
    public IEnumerable<(string Item, long[] Values)> Leaves() => history.Leaves();

    /// <summary>Computes one source's lines again for a witness.</summary>
    public LineBuffer Explain<TWitness>(int source, ref TWitness witness)
        where TWitness : IWitness
    {
        var lines = new LineBuffer();
        if (rule.Document.Per == SourcePer.Order)
        {
            foreach (var spot in orders.Of(source))
            {
                PayOrder(spot, lines, ref witness);
            }
        }
        else if (rule.Document.Per == SourcePer.Customer)
        {
            PayCustomers(source, lines, ref witness);
        }
        else
        {
            PaySellers(new Columns(frame, rule), source, source + 1, lines, ref witness);
        }

        return lines;
    }

    /// <summary>Computes everything again for a witness.</summary>
    public void Watch<TWitness>(ref TWitness witness)
        where TWitness : IWitness
    {
        var lines = new LineBuffer();
        switch (rule.Document.Per)
        {
            case SourcePer.Order:
                PayOrders(0, orders.Count, lines, ref witness);
                break;
            case SourcePer.Customer:
                PayCustomers(-1, lines, ref witness);
                break;
            default:
                PaySellers(new Columns(frame, rule), 0, frame.Count, lines, ref witness);
                break;
        }
    }

    /// <summary>Whether what a source brings may be paid to a seller.</summary>
    public bool MayPay(int source, int payee) => rule.ToOrderAttribute
        ? orders.Of(source).Any(spot => PayeeOf(spot) == payee)
        : PayeeOf(new Spot(frame, source)) == payee;

    private LineBuffer PayPerSeller()
    {
        var columns = new Columns(frame, rule);
        return BonusWork.InRanges(frame, frame.Count, (from, to, lines) =>
        {
            var nobody = default(Nobody);
            PaySellers(columns, from, to, lines, ref nobody);
        });
    }

    private void PaySellers<TWitness>(Columns columns, int from, int to, LineBuffer lines, ref TWitness witness)
        where TWitness : IWitness
    {
        for (var seller = from; seller < to; seller++)
        {
            if (columns.Where is null || columns.Where[seller] != 0)
            {
                PaySeller(seller, columns, lines, ref witness);
            }
        }
    }

    private void PaySeller<TWitness>(int seller, Columns columns, LineBuffer lines, ref TWitness witness)
        where TWitness : IWitness
    {
        var spot = new Spot(frame, seller) { Source = seller };
        var @base = columns.Bases is null ? 1 : columns.Bases[seller];
        foreach (var rank in history.RanksToPay(seller))
        {
            var before = lines.Count;
            Grant(spot with { RankInstead = rank }, @base, columns.Deductions?.Of(seller), lines, ref witness);
            if (lines.Count > before)
            {
                history.Paid(seller, rank);
                if (rule.Document.SkippedRanks == SkippedRanks.OnePerPeriod)
                {
                    return;
                }
            }
        }
    }

    private LineBuffer PayPerOrder() => BonusWork.InRanges(frame, orders.Count, (from, to, lines) =>
    {
        var nobody = default(Nobody);
        PayOrders(from, to, lines, ref nobody);
    });

    private void PayOrders<TWitness>(int from, int to, LineBuffer lines, ref TWitness witness)
        where TWitness : IWitness
    {
        var spots = new List<Spot>();
        for (var order = from; order < to; order++)
        {
            orders.Find(order, spots);
            foreach (var spot in spots)
            {
                PayOrder(spot, lines, ref witness);
            }
        }
    }

    private void PayOrder<TWitness>(in Spot spot, LineBuffer lines, ref TWitness witness)
        where TWitness : IWitness =>
        Grant(spot, rule.Of is null ? 1 : rule.Of.At(spot), null, lines, ref witness);

    private LineBuffer PayPerCustomer()
    {
        var lines = new LineBuffer();
        var nobody = default(Nobody);
        PayCustomers(-1, lines, ref nobody);
        return lines;
    }

    /// <summary>Pays for the customers of one seller, or with -1 of all.</summary>
    private void PayCustomers<TWitness>(int only, LineBuffer lines, ref TWitness witness)
        where TWitness : IWitness
    {
        foreach (var (seller, _, totals) in CustomerCounts.Totals(frame, 0))
        {
            if (only >= 0 && seller != only)
            {
                continue;
            }

            // The totals are a buffer that moves on, so a witness gets a copy.
            var spot = new Spot(frame, seller) { Source = seller, CustomerTotals = TWitness.Watches ? [.. totals] : totals };
            if (rule.Where is null || rule.Where.At(spot) != 0)
            {
                Grant(spot, rule.Of is null ? 1 : rule.Of.At(spot), null, lines, ref witness);
            }
        }
    }

    private void Grant<TWitness>(Spot spot, long @base, Rate? deducted, LineBuffer lines, ref TWitness witness)
        where TWitness : IWitness
    {
        var payee = PayeeOf(spot);
        if (payee < 0)
        {
            if (TWitness.Watches && rule.Document.To == "parent")
            {
                witness.See(new Event(Outcome.NoUpline, -1, spot) { Price = PriceOf(spot, @base, deducted), IsLost = IsPromised });
            }

            return;
        }

        if (!work.MayReceive(spot with { Self = payee }, out var failed))
        {
            if (TWitness.Watches)
            {
                witness.See(new Event(Outcome.NotReceived, payee, spot) { Failed = failed, Price = PriceOf(spot, @base, deducted), IsLost = IsPromised });
            }

            return;
        }

        var price = PriceOf(spot, @base, deducted);
        if (TWitness.Watches)
        {
            var outcome = price.Amount != 0 ? Outcome.Paid : price.Rate.IsZero ? Outcome.NoRate : Outcome.TooSmall;
            witness.See(new Event(outcome, payee, spot) { Price = price });
        }

        if (price.Amount != 0)
        {
            lines.Add(rule.Index, LineKind.Pay, payee, spot.Source, spot.Row, 0, price.Units, price.Rate, price.Amount);
        }
    }

    private Price PriceOf(in Spot spot, long @base, Rate? deducted)
    {
        var rate = (rule.Amount ?? rule.Rate)?.At(spot) ?? Rate.One;
        rate = rule.Times is null ? rate : rate * rule.Times.At(spot);
        if (!dividedBy.IsNone)
        {
            var divisor = dividedBy.At(spot);
            rate = divisor == 0 ? Rate.Zero : rate * new Rate(Fixed.PowerOfTen(dividedBy.Expression!.Decimals), divisor);
        }

        if (deducted is { } legs && @base != 0)
        {
            // Never below zero is said of the amount: on a base below zero (a refund) the rate must not be above it.
            var left = rate - (legs * new Rate(1, @base));
            rate = @base > 0 ? Rate.Max(Rate.Zero, left) : Rate.Min(Rate.Zero, left);
        }

        var (units, decimals) = rule.Amount is null ? (@base, rule.BaseDecimals) : (1L, 0);
        return rate.IsZero || units == 0 ? new Price(units, decimals, rate, 0) : work.Price(units, decimals, rate, spot);
    }

    private int PayeeOf(in Spot spot) => rule.Document.To switch
    {
        "seller" => spot.Self,
        "parent" => frame.Tree(rule.Tree).Parent[spot.Self],
        "owner" => frame.OwnerOf(spot.Self, frame.Plan.OwnerAttribute),
        _ when rule.ToOrderAttribute => (int)frame.Orders.Value(OrderField.Attribute, rule.ToAttribute, spot.Row),
        _ => (int)toAttribute![spot.Self],
    };

    /// <summary>What a grant per seller reads of everybody.</summary>
    private sealed class Columns(Frame frame, GrantRule rule)
    {
        public long[]? Bases { get; } = rule.Of is null ? null : frame.Values(rule.Of);

        public long[]? Where { get; } = rule.Where is null ? null : frame.Values(rule.Where);

        public Deduction? Deductions { get; } = rule.LessLegs is null ? null : new Deduction(frame, rule);
    }

    /// <summary>For the difference of groups: what the legs' own rates on their bases come to, in base units, exact.</summary>
    private sealed class Deduction(Frame frame, GrantRule rule)
    {
        private readonly Genealogy.Tree tree = frame.Tree(rule.Tree);
        private readonly long[] bases = frame.Values(rule.LessLegs!.Rescaled(rule.BaseDecimals));

        public Rate Of(int seller)
        {
            var sum = Rate.Zero;
            foreach (var leg in tree.Children(seller))
            {
                if (bases[leg] != 0)
                {
                    sum += rule.Rate!.At(new Spot(frame, leg) { Source = leg }) * new Rate(bases[leg], 1);
                }
            }

            return sum;
        }
    }
}
