namespace Compensation.Rules.Tests.Plans.Reading;

/// <summary>Plans that use every form of the language: what the reader's, the writer's, the schema's and the fuzz tests
/// start from.</summary>
internal static class SamplePlans
{
    /// <summary>The shortest plan.</summary>
    public const string Smallest = """
        plan: Aurora
        version: 3
        effective: 2026-01-01
        currency: EUR
        zone: Europe/Berlin
        """;

    private const string Unilevel = """
        # A unilevel with dynamic compression, a differential and generations.
        plan: "Aurora: Unilevel"
        version: 2
        effective: 2026-02-01
        currency: EUR
        decimals: 3
        rounding: half even
        zone: Europe/Berlin
        calendar: week
        cutoff: 14 days
        attributes:
          sellers:
            tier: [Silver, Gold]
            contract: rank
            points: { is: number, decimals: 2, default: 0, column: pts }
            host: seller
          orders:
            category: { one of: [Books, Oils], default: Books }
        volumes:
          PV:
          CV: PV * 28%
          QV: {}
          BV: { column: business, decimals: 4, money: yes, purpose: qualify, where: kind = joining }
          AV:
            times: { by: category, Books: 50%, otherwise: 100% }
            where: [PV > 0, category = Books]
        measures:
          active: PV >= 100
          GV: { sum: PV, over: organisation, until: rank >= Director, boundary: inside, title: Group volume }
          manager TV: { by: tier, Silver: 750, Gold: 500 }
          busy legs:
            legs: GV
            take: all but largest
            each at most: 80% * 20000
            window: last 3 periods
            across: highest
          buyers: { customers: PV >= 50, window: last 30 days, at most: "min(10, 3)" }
        ranks:
          ladder:
            - Consultant
            - { rank: Manager, needs: PV >= 100 }
            - rank: Director
              needs: [PV >= 100, GV >= 2000, at least 2 legs where GV >= 500]
              maintain: GV >= 1000
          evaluate: step by step
          title: demoted
          demoted after: 3
          demoted to: one down
          grace periods: 1
          floor: contract
        bonuses:
          - unilevel: Team commission
            of: CV
            levels: active
            rate: [5%, 3%, { by: rank, Director: 2%, otherwise: 1% }]
            depth: { by: rank, Consultant: 1, Manager: 2 }
            receives: [active, rank >= Manager]
            cap: { by: rank, Manager: 5000, Director: 20000 }
          - differential: Performance
            of: BV
            rate: { by: GV, brackets: marginal, from 300: 6%, above 1500: 9% }
            reserve: { share: 5%, when: offered <= granted }
            cap: 900.00
          - differential: Full performance
            of: BV
            less: nothing
            rate: 4%
          - generations: Leadership
            of: CV
            generation: { ends at: rank >= Director, ineligible: invisible, source counts: yes, numbered from: 0, pays: everyone }
            rate: [5%, 3%]
            levels: { when: [active, level < 3], otherwise: use up, skip first: 1, sources: PV > 0 }
          - sponsor: Welcome
            of: PV
            amount: 10.00
            cascade: true
            not received: passes up
            instalments:
              - { share: 50% }
              - { share: 50%, due: { by: day, from 1: 30 this month, from 16: 15 next month }, if: active }
        caps:
          - { cap: Company payout, per: company, at most: 60% * company CV, cuts: review }
        refunds: { within days: 30, deducted from: [QV] }
        payout:
          minimum: 10
          wallets: { cash: 90%, shop: 10% }
          fees: [{ fee: Transfer, amount: 1.50 }]
        currencies:
          USD: { volume factor: 0.9, payout factor: 1.1 }
          CHF:
        markets: [DE, VN]
        notes: |
          Read this first.

          Then that: "quotes", # and the rest.
        """;

    private const string Binary = """
        plan: Twin
        version: 1
        effective: 2026-01-05
        currency: USD
        zone: America/New_York
        calendar: { every: 4 weeks, starts on: Sunday, anchor: 2026-01-04, dates: [2026-01-04, 2026-02-01] }
        volumes: { PV: , BV: }
        trees:
          enrolment: {}
          placement:
            legs: [left, right]
            placing: { rule: weak side, width: 2, by: PV, holding days: 30 }
            as of: order
          passed: { from: enrolment, pass up: 2, passes on: no }
          active line: { from: enrolment, keep: [PV >= 50], line of: always, line per: region }
        bonuses:
          - binary: Team bonus
            of: PV
            tree: placement
            added: { left: starting left, right: starting right }
            cycles:
              - { takes: [400, 200], pays: 20.00, when: stronger >= 2 * weaker, first only: yes }
              - takes: [200, 200]
                pays: { by: rank, Gold: 25, otherwise: 20 }
            carry at most: 5000
            flush when: not active
            lots: yes
          - binary: Balance
            of: PV
            table: { from 250: 40, from 500: 100 }
            on: all but strongest
          - retail: Margin
            of: BV
            rate: 25%
          - retail: Margin of all orders together
            of: BV
            per: seller
            rate: 25%
          - advancement: Car
            amount: { by: title, Gold: 600.00 }
            skipped ranks: one per period
          - pool: Leaders
            fund: 2% * company BV
            by: { by: rank, Ruby: 1, Diamond: 3 }
            normalised: no
          - board: Round table
            enters: [new, PV >= 100]
            pays: 500.00
            re-enters: yes
          - custom: Lottery
            class: lottery
            settings: { seed: 7, "null": "~", "yes ": " a: b # c" }
          - infinity: House
            of: BV
            rate: 1%
        """;

    /// <summary>All of them, with those of the repository's <c>plans</c> folder.</summary>
    public static IReadOnlyList<string> All { get; } =
        [Smallest, Unilevel, Binary, .. Repository.PlanFiles().Select(File.ReadAllText)];
}
