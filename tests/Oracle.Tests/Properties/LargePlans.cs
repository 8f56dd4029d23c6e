namespace Compensation.Oracle.Tests.Properties;

/// <summary>Plans for large companies.</summary>
internal static class LargePlans
{
    private const string Head = """
        plan: Large
        version: 1
        effective: 2026-01-01
        currency: EUR
        zone: UTC
        volumes: { PV: {}, CV: {} }
        trees: { enrolment: {}, placement: { legs: [left, right] } }
        measures:
          active: PV >= 100
          GV: { sum: PV }
          large legs: count of legs where GV >= 500
          own group: { sum: CV, until: rank >= Gold }
        ranks:
          ladder:
            - { rank: Bronze, needs: [PV >= 50] }
            - { rank: Silver, needs: [PV >= 150, GV >= 300] }
            - { rank: Gold, needs: [PV >= 250, GV >= 500, at least 1 legs containing rank >= Silver] }
        bonuses:

        """;

    /// <summary>One of every form.</summary>
    public const string OneOfEach = Head + """
          - unilevel: Levels
            of: CV
            levels: { when: active }
            rate: [10%, 5%, 3%, 2%, 1%]
          - differential: Team
            of: CV
            rate: { by: rank, Bronze: 5%, Silver: 10%, Gold: 20% }
            total: 20%
          - generations: Leaders
            of: own group
            generation: { ends at: rank >= Gold, ineligible: invisible }
            rate: [5%, 3%, 2%]
            receives: active
          - unilevel: By order
            of: CV
            per: order
            rate: [1%, 1%]
            cap: 50
          - matching: Match
            of: earnings from Levels
            rate: [20%]
          - grant: Stairs
            of: GV
            rate: { by: GV, from 100: 3%, from 1000: 9% }
            less legs: GV
          - binary: Pairs
            tree: placement
            of: CV
            cycles: [{ takes: [100, 100], pays: 5.00 }]
            carry at most: 5000
            cap: 100
          - pool: Pool
            fund: 2% * company CV
            by: { by: rank, Silver: 1, Gold: 3 }
        caps:
          - { cap: Seller, at most: 500 }
          - { cap: Payout, per: company, at most: 30% * company CV }
        payout: { minimum: 20 }
        """;

    /// <summary>The walks that a deep chain makes long.</summary>
    public const string Walks = Head + """
          - unilevel: Levels
            of: CV
            levels: { when: [active, PV >= 299] }
            rate: [10%, 5%, 3%, 2%, 1%]
          - unilevel: Each level looks on
            of: CV
            levels: { when: [active, large legs >= level] }
            rate: [10%]
          - differential: Team
            of: CV
            rate: { by: rank, Bronze: 5%, Silver: 10%, Gold: 20% }
          - generations: Leaders
            of: CV
            generation: { ends at: [rank >= Gold, PV >= 299] }
            rate: [5%, 3%, 2%]
        """;
}
