namespace Compensation.Silo.Generating;

/// <summary>Represents a generated company: its sellers and two trees as columns, the orders and moves of some months as
/// streams.</summary>
/// <remarks>
/// Sellers are numbered in the order of joining, the founder first, so sponsors and positions above always have lower numbers.
/// Their public numbers (<see cref="Number"/>) are scrambled: neither the order of ids nor that of rows sorted by id says
/// anything about a tree. All randomness is integer arithmetic on a seeded generator. Besides the columns nothing grows with
/// the company; orders are never held.
/// </remarks>
public sealed class SyntheticCompany
{
    private readonly ulong salt;
    private readonly byte[] market;

    private SyntheticCompany(CompanyOptions options)
    {
        Options = options;
        Growth = new Growth(options);
        salt = RandomSource.Mix(options.Seed);
        Sponsor = Recruit(options.Sellers, new RandomSource(options.Seed, 1));
        Placement = new int[options.Sellers];
        Leg = new byte[options.Sellers];
        Place(new BinaryPlacement(options.Sellers, options.Seed, new RandomSource(options.Seed, 2)));
        Number = Scramble(options.Sellers, new RandomSource(options.Seed, 3));
        market = Settle(new RandomSource(options.Seed, 4));
    }

    /// <summary>What was asked for.</summary>
    public CompanyOptions Options { get; }

    /// <summary>When sellers joined.</summary>
    public Growth Growth { get; }

    /// <summary>How many sellers there are.</summary>
    public int Count => Sponsor.Length;

    /// <summary>How many orders there are in all months.</summary>
    public long OrderCount => (long)Count * Options.OrdersPerSeller * Options.Months;

    /// <summary>Each seller's sponsor; -1 for the founder.</summary>
    public int[] Sponsor { get; }

    /// <summary>The position above each seller in the binary tree; -1 for the founder.</summary>
    public int[] Placement { get; }

    /// <summary>Each seller's leg below that position: 0 left, 1 right.</summary>
    public byte[] Leg { get; }

    /// <summary>Each seller's public number, from 1.</summary>
    public int[] Number { get; }

    /// <summary>Generates a company.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is outside its range.</exception>
    public static SyntheticCompany Generate(CompanyOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Sellers, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Sellers, CompanyOptions.MostSellers);
        ArgumentOutOfRangeException.ThrowIfNegative(options.OrdersPerSeller);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.OrdersPerSeller, CompanyOptions.MostOrdersPerSeller);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Months, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Months, CompanyOptions.MostMonths);
        return new SyntheticCompany(options);
    }

    /// <summary>The seller's market.</summary>
    public Market Market(int seller) => Assortment.Markets[market[seller]];

    /// <summary>The package with which the seller joined.</summary>
    public Package Package(int seller)
    {
        var draw = (int)(RandomSource.Mix(salt ^ (ulong)seller) % 100);
        foreach (var package in Assortment.Packages)
        {
            draw -= package.Percent;
            if (draw < 0)
            {
                return package;
            }
        }

        throw new InvalidOperationException("The packages' chances do not sum to 100 percent.");
    }

    /// <summary>The changes of sponsor, one in two thousand sellers a month, in the order of their moments.</summary>
    public IEnumerable<SyntheticMove> Moves()
    {
        var random = new RandomSource(Options.Seed, 5);
        for (var month = 0; month < Options.Months; month++)
        {
            var members = Growth.Members(month);
            var moves = members / 2000;
            var start = Growth.Start(month);
            var length = Growth.Start(month + 1) - start;
            for (var i = 0; i < moves; i++)
            {
                var seller = 1 + random.Below(members - 1);
                yield return new SyntheticMove(seller, random.Below(seller), start + (length * (i + 1) / (moves + 1)));
            }
        }
    }

    /// <summary>All orders, in the order of time.</summary>
    public IEnumerable<SyntheticOrder> Orders() => new OrderStream(this).Orders();

    private static int[] Recruit(int count, RandomSource random)
    {
        var sponsor = new int[count];
        sponsor[0] = -1;
        for (var i = 1; i < count; i++)
        {
            var draw = random.Below(100);
            sponsor[i] = draw switch
            {
                // To take a random earlier member's sponsor is to choose one by the size of their front line.
                < 60 when i > 1 => sponsor[1 + random.Below(i - 1)],
                // Recent joiners recruit most; this makes the tree deep.
                < 92 => i - 1 - random.Below(Math.Max(1, i / 50)),
                _ => random.Below(i),
            };
        }

        return sponsor;
    }

    private static int[] Scramble(int count, RandomSource random)
    {
        var number = new int[count];
        for (var i = 0; i < count; i++)
        {
            var other = random.Below(i + 1);
            number[i] = number[other];
            number[other] = i + 1;
        }

        return number;
    }

    private void Place(BinaryPlacement tree)
    {
        Placement[0] = -1;
        for (var i = 1; i < Count; i++)
        {
            (Placement[i], Leg[i]) = tree.Place(i, Sponsor[i]);
        }
    }

    private byte[] Settle(RandomSource random)
    {
        var home = new byte[Count];
        for (var i = 1; i < Count; i++)
        {
            home[i] = random.Chance(95) ? home[Sponsor[i]] : Elsewhere(random.Below(100));
        }

        return home;
    }

    private static byte Elsewhere(int draw)
    {
        byte chosen = 0;
        while (draw >= Assortment.Markets[chosen].Percent)
        {
            draw -= Assortment.Markets[chosen++].Percent;
        }

        return chosen;
    }
}
