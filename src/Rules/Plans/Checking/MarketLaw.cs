namespace Compensation.Rules.Plans.Checking;

/// <summary>What a law forbids of a plan.</summary>
internal enum Forbids
{
    /// <summary>Pay for recruiting, with no sale behind it.</summary>
    PayForRecruiting,

    /// <summary>Any pay on the sales of others.</summary>
    PayOnOthersSales,

    /// <summary>Pay above a share of what is sold.</summary>
    PayAboveShare,

    /// <summary>Pay less often than once a month.</summary>
    PayLessThanMonthly,

    /// <summary>Pay that does not tell sales to customers from the participants' own purchases.</summary>
    PayBlindToCustomers,
}

/// <summary>A rule of one market's law that a plan can be held against.</summary>
/// <param name="Market">The ISO 3166 code of the market.</param>
/// <param name="Law">The law or the ruling, as a message names it.</param>
/// <param name="Says">What it says, in a sentence.</param>
/// <param name="Forbids">What it forbids.</param>
/// <param name="Percent">For a share: the most, in per cent.</param>
internal sealed record MarketLaw(string Market, string Law, string Says, Forbids Forbids, int Percent = 100)
{
    private const string Ucpd = "Directive 2005/29/EC, Annex I (14)";
    private const string UcpdSays = "pay mainly for introducing others rather than for sales is a pyramid scheme";

    private static readonly string[] EuropeanUnion =
    [
        "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU", "LV",
        "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
    ];

    /// <summary>The rules that are known. A market without a rule here is not thereby without a law.</summary>
    public static IReadOnlyList<MarketLaw> All { get; } =
    [
        new("CN", "Regulation on Direct Selling (State Council Order 443, 2005), art. 24",
            "a direct seller is paid for own sales only", Forbids.PayOnOthersSales),
        new("CN", "Regulation on Direct Selling (State Council Order 443, 2005), art. 24",
            "all pay is at most 30% of the seller's own sales", Forbids.PayAboveShare, 30),
        new("CN", "Regulation on Direct Selling (State Council Order 443, 2005), art. 24",
            "pay is due at least every month", Forbids.PayLessThanMonthly),
        new("CN", "Regulation on Prohibition of Pyramid Selling (State Council Order 444, 2005)",
            "pay for recruiting is pyramid selling", Forbids.PayForRecruiting),
        new("VN", "Decree 40/2018/ND-CP, art. 48", "all pay of a year is at most 40% of the revenue without VAT",
            Forbids.PayAboveShare, 40),
        new("KR", "Door-to-Door Sales Act", "all pay is at most 35% of the sales", Forbids.PayAboveShare, 35),
        new("US", "FTC, In re Koscot Interplanetary (1975)",
            "pay for recruiting, unrelated to sales to ultimate users, is a pyramid scheme",
            Forbids.PayForRecruiting),
        new("US", "FTC v. Herbalife (2016), FTC v. Vemma (2016)",
            "pay must come mainly from sales to customers who do not take part, and a plan must be able to show it",
            Forbids.PayBlindToCustomers),
        new("CA", "Competition Act, s. 55.1", "pay for recruiting is pyramid selling", Forbids.PayForRecruiting),
        new("GB", "Fair Trading Act 1973, s. 120", "payments for the introduction of participants are an offence",
            Forbids.PayForRecruiting),
        .. EuropeanUnion.Select(market => new MarketLaw(market, Ucpd, UcpdSays, Forbids.PayForRecruiting)),
    ];
}
