namespace Compensation.Silo.Generating;

/// <summary>Deals a company's orders to its sellers, month by month, in the order of time.</summary>
/// <remarks>
/// 40 % of sellers never buy; what the others buy has a heavy tail. A third of the orders are those of customers who are no
/// sellers. Who joins with a package in a month with orders buys it as their first order. Nobody buys before they have joined.
/// </remarks>
internal sealed class OrderStream
{
    private const int SilentPercent = 40;
    private const int CustomersPercent = 35;
    private const int RefundedPercent = 1;
    private const int MostDoublings = 15;
    private const int LongestRefundSeconds = 35 * 24 * 60 * 60;

    private readonly SyntheticCompany company;
    private readonly WeightedDraw buyers;
    private readonly RandomSource random;
    private readonly long end;

    /// <summary>Prepares the stream.</summary>
    public OrderStream(SyntheticCompany company)
    {
        this.company = company;
        buyers = new WeightedDraw(Appetites(company.Count, new RandomSource(company.Options.Seed, 6)));
        random = new RandomSource(company.Options.Seed, 7);
        end = company.Growth.Start(company.Options.Months);
    }

    /// <summary>The orders.</summary>
    public IEnumerable<SyntheticOrder> Orders()
    {
        long number = 0;
        for (var month = 0; month < company.Options.Months; month++)
        {
            var start = company.Growth.Start(month);
            var length = company.Growth.Start(month + 1) - start;
            var members = company.Growth.Members(month);
            var membersAtEnd = company.Growth.Members(month + 1);
            var orders = (long)company.Count * company.Options.OrdersPerSeller;
            for (long slot = 0; slot < orders; slot++)
            {
                // A slot is an equal part of the month with its moment drawn within, so orders are spread and still in order.
                var moment = (ulong)((slot << 16) + random.Below(1 << 16));
                var placed = start + (long)((UInt128)length * moment / ((ulong)orders << 16));
                number++;
                if (members < membersAtEnd && company.Growth.Joined(members) <= placed)
                {
                    var newcomer = members++;
                    if (company.Package(newcomer) is { Price: > 0 } package)
                    {
                        yield return PackageOrder(number, newcomer, package, placed);
                        continue;
                    }
                }

                yield return Order(number, Buyer(members), placed);
            }
        }
    }

    // P(appetite ≥ 1.5^k) = 2^-k: a Pareto tail with exponent ln 2 / ln 1.5 = 1.71, in integers.
    private static int[] Appetites(int count, RandomSource random)
    {
        var appetite = new int[count];
        for (var i = 0; i < count; i++)
        {
            var silent = random.Chance(SilentPercent);
            var doublings = Math.Min(MostDoublings, (int)ulong.TrailingZeroCount(random.Next()));
            var least = 1000;
            for (var k = 0; k < doublings; k++)
            {
                least = least * 3 / 2;
            }

            // The founder always buys, so that there is somebody to deal orders to at any time.
            appetite[i] = silent && i > 0 ? 0 : least + random.Below(least / 2);
        }

        return appetite;
    }

    private int Buyer(int members)
    {
        while (true)
        {
            var buyer = buyers.Next(random);
            if (buyer < members)
            {
                return buyer;
            }
        }
    }

    private static SyntheticOrder PackageOrder(long number, int newcomer, Package package, long placed)
    {
        var cv = package.Price * 80L / 100;
        return new SyntheticOrder(
            number, newcomer, 0, placed, Assortment.Categories.Count - 1, package.Price, cv, package.Price, 0, false);
    }

    private SyntheticOrder Order(long number, int seller, long placed)
    {
        // Mostly small orders of 5 to 45, one in sixteen a large one.
        var wholesale = 500 + random.Below(4000) + (random.Below(16) == 0 ? random.Below(40_000) : 0);
        var category = random.Below(Assortment.Categories.Count - 1);
        var pv = (long)wholesale * Assortment.Categories[category].VolumePercent / 100;
        var cv = pv * (70 + random.Below(21)) / 100;
        var customer = random.Chance(CustomersPercent) ? 1 + random.Below(6) : 0;
        var price = customer > 0 ? wholesale * 125L / 100 : wholesale;
        var refunded = random.Chance(RefundedPercent) ? placed + 1 + random.Below(LongestRefundSeconds) : 0;
        return new SyntheticOrder(
            number, seller, customer, placed, category, pv, cv, price, refunded < end ? refunded : 0, random.Chance(25));
    }
}
