namespace Compensation.Oracle.Tests.Model;

/// <summary>What a bonus is called: by the field's own word where it fits, whose keys are then not written.</summary>
internal static partial class PlanText
{
    /// <summary>The head that a bonus begins with.</summary>
    public static string Head(BonusModel bonus) => bonus switch
    {
        GrantModel { Once: "each rank" } => "advancement",
        GrantModel { PerOrder: true } => "retail",
        GrantModel { LessLegs: not null } => "stairstep",
        GrantModel { Amount: not null } => "fixed",
        GrantModel grant => Either(grant, "rebate", "grant"),
        WalkModel { Generation: not null } => "generations",
        WalkModel { LessRatesBelow: true, StartsAtSelf: true } => "differential",
        WalkModel { LessRatesBelow: true } => "override",
        WalkModel { BlockedBy: "same or higher" } => "infinity",
        WalkModel { Depth.Text: "1" } => "sponsor",
        WalkModel { FirstStepIn: not null } => "walk",
        WalkModel { Tree: "placement" } => "matrix",
        WalkModel walk when walk.Of.Text.StartsWith("earnings", StringComparison.Ordinal) => "matching",
        WalkModel { PerOrder: true } => "fast start",
        WalkModel walk => Either(walk, "unilevel", "walk"),
        PairModel pair => Either(pair, "binary", "pair"),
        ShareModel share => Either(share, "pool", "share"),
        BoardModel => "board",
        GuaranteeModel => "guarantee",
        _ => throw new ArgumentException(bonus.Name),
    };

    /// <summary>Both words mean the same: the one for some bonuses, the other for the rest.</summary>
    private static string Either(BonusModel bonus, string one, string other) => bonus.Receives.Count == 0 ? one : other;

    /// <summary>Whether the head says what a key would say.</summary>
    private static bool Fills(BonusModel bonus, string key) => (Head(bonus), key) switch
    {
        ("differential", "starts" or "less") => true,
        ("infinity", "blocked by") => true,
        ("sponsor", "depth") => true,
        ("retail", "per") => true,
        ("advancement", "once") => true,
        _ => false,
    };

    private static string Instalment(InstalmentModel instalment) => Flow(
    [
        ("share", instalment.Share), ("months later", $"{instalment.MonthsLater}"), ("days later", $"{instalment.DaysLater}"), ("if", Of(instalment.If)),
    ]);

    private static IEnumerable<(string Key, string? Value)> Payout(PlanModel plan) =>
    [
        ("minimum", plan.Minimum),
        ("days after cutoff", $"{plan.DaysAfterCutoff}"),
        ("withheld at most", plan.WithheldAtMost),
        ("wallets", plan.Wallets.Count == 0 ? null : Flow(plan.Wallets.Select(wallet => (wallet.Name, (string?)wallet.Share)))),
        ("fees", plan.Fees.Count == 0 ? null
            : $"[{string.Join(", ", plan.Fees.Select(fee => Flow([("fee", fee.Name), ("percent", fee.Percent), ("amount", fee.Amount)])))}]"),
        ("currency by", plan.PaysCurrencies ? "paid in" : null),
        ("owner", plan.HasOwners ? "owner" : null),
    ];
}
