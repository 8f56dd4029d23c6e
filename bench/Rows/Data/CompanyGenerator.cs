namespace Compensation.Bench.Data;

/// <summary>Makes up the company on which all programs are compared: heavy tails in front lines and orders, deep legs in the placement tree, ids that say
/// nothing about the tree.</summary>
/// <remarks>The same seed gives the same company everywhere, so that figures which other programs have found for it can be held against ours
/// (<see cref="PublishedFigures"/>). That fixes the order in which numbers are drawn.</remarks>
internal sealed class CompanyGenerator
{
    private const ulong Seed = 12345;
    private const int OrdersEach = 5;

    // Of new sellers, how many join beside a member drawn at random (so that front lines grow with their size), and how many below one of the latest.
    private const double BesideAnother = 0.60;
    private const double BelowTheLatest = 0.32;
    private const double Latest = 0.02;
    private const int PowerLegBuilders = 10; // of a hundred sponsors

    private readonly Xoshiro dice = new(Seed);
    private readonly int count;
    private readonly int[] sponsor;

    private CompanyGenerator(int sellers)
    {
        count = sellers;
        sponsor = new int[sellers];
    }

    /// <summary>Makes up a company.</summary>
    public static GeneratedCompany Generate(int sellers) => new CompanyGenerator(sellers).Run();

    private GeneratedCompany Run()
    {
        Sponsors();
        var placing = new PlacementGenerator(sponsor, dice);
        placing.Run();
        var id = Shuffled();
        var company = new GeneratedCompany(count, count * OrdersEach);
        for (var i = 0; i < count; i++)
        {
            var seller = id[i];
            company.Sponsor[seller] = sponsor[i] < 0 ? -1 : id[sponsor[i]];
            company.Above[seller] = placing.Above[i] < 0 ? -1 : id[placing.Above[i]];
            company.Side[seller] = placing.Side[i];
            if (placing.Left[i] >= 0 || placing.Right[i] >= 0)
            {
                Carry(company, seller);
            }
        }

        Orders(company);
        return company;
    }

    private void Sponsors()
    {
        sponsor[0] = -1;
        for (var i = 1; i < count; i++)
        {
            var share = dice.Share();
            if (share < BesideAnother && i > 1)
            {
                sponsor[i] = sponsor[1 + dice.Below(i - 1)];
            }
            else if (share < BesideAnother + BelowTheLatest)
            {
                sponsor[i] = i - 1 - dice.Below(Math.Max(1, (int)(i * Latest)));
            }
            else
            {
                sponsor[i] = dice.Below(i);
            }
        }
    }

    private int[] Shuffled()
    {
        var id = Enumerable.Range(0, count).ToArray();
        for (var i = count - 1; i > 0; i--)
        {
            var other = dice.Below(i + 1);
            (id[i], id[other]) = (id[other], id[i]);
        }

        return id;
    }

    /// <summary>Three in ten carry volume of one leg from the month before.</summary>
    private void Carry(GeneratedCompany company, int seller)
    {
        var drawn = dice.Next();
        if (drawn % 10 < 3)
        {
            ((drawn >> 60 & 1) == 0 ? company.CarriedLeft : company.CarriedRight)[seller] = (long)(drawn >> 8) % 20_000_00;
        }
    }

    /// <summary>Four in ten buy nothing; how often the others do has a heavy tail.</summary>
    private void Orders(GeneratedCompany company)
    {
        var buyer = new int[company.Orders.Length];
        var next = 0;
        for (var seller = 0; seller < count && next < buyer.Length; seller++)
        {
            if (dice.Share() < 0.40)
            {
                continue;
            }

            var often = (int)Math.Min(400, 1 + (2.9 * (Math.Pow(1 - dice.Share(), -1 / 1.7) - 0.35)));
            for (; often > 0 && next < buyer.Length; often--)
            {
                buyer[next++] = seller;
            }
        }

        for (; next < buyer.Length; next++)
        {
            buyer[next] = buyer[dice.Below(next)];
        }

        for (var i = buyer.Length - 1; i > 0; i--)
        {
            var other = dice.Below(i + 1);
            (buyer[i], buyer[other]) = (buyer[other], buyer[i]);
        }

        for (var i = 0; i < buyer.Length; i++)
        {
            var drawn = dice.Next();
            var personal = 500 + ((int)(drawn & 0xFFFF) % 4_000) + ((drawn >> 16 & 15) == 0 ? (int)(drawn >> 20 & 0xFFFFF) % 40_000 : 0);
            var commissionable = personal * (70 + (int)((drawn >> 44) % 21)) / 100;
            company.Orders[i] = new GeneratedOrder(buyer[i], personal, commissionable, (int)(i * 30L / buyer.Length));
        }
    }

    /// <summary>Places everybody below the sponsor: where chance leads down to a free place, or at the end of an outer leg that the sponsor builds.</summary>
    private sealed class PlacementGenerator(int[] sponsor, Xoshiro dice)
    {
        // Outer legs: by the seller at whom one begins the seller at its end, and of each seller where its leg begins.
        private readonly int[] leftBegin = new int[sponsor.Length];
        private readonly int[] rightBegin = new int[sponsor.Length];
        private readonly int[] leftEnd = new int[sponsor.Length];
        private readonly int[] rightEnd = new int[sponsor.Length];

        public int[] Above { get; } = Nobody(sponsor.Length);

        public byte[] Side { get; } = new byte[sponsor.Length];

        public int[] Left { get; } = Nobody(sponsor.Length);

        public int[] Right { get; } = Nobody(sponsor.Length);

        public void Run()
        {
            var alternating = new int[sponsor.Length];
            for (var seller = 1; seller < sponsor.Length; seller++)
            {
                var place = sponsor[seller];
                var scattered = (uint)(place * 2654435761L) >> 16;
                int side;
                if (scattered % 100 < PowerLegBuilders)
                {
                    side = (scattered & 128) != 0 ? alternating[place]++ & 1 : 0;
                    place = side == 0 ? leftEnd[leftBegin[place]] : rightEnd[rightBegin[place]];
                }
                else
                {
                    for (side = Toss(); Below(side)[place] >= 0; side = Toss())
                    {
                        place = Below(side)[place];
                    }
                }

                Put(seller, place, side);
            }
        }

        private static int[] Nobody(int count)
        {
            var column = new int[count];
            Array.Fill(column, -1);
            return column;
        }

        private int Toss() => (int)(dice.Next() >> 63);

        private int[] Below(int side) => side == 0 ? Left : Right;

        private void Put(int seller, int place, int side)
        {
            (Above[seller], Side[seller], Below(side)[place]) = (place, (byte)side, seller);
            leftBegin[seller] = side == 0 ? leftBegin[place] : seller;
            rightBegin[seller] = side == 0 ? seller : rightBegin[place];
            leftEnd[leftBegin[seller]] = seller;
            rightEnd[rightBegin[seller]] = seller;
        }
    }
}
