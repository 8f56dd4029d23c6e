namespace Compensation.Bench.Data;

/// <summary>What every program that was measured on the frozen data has found, whatever way it took: columns, objects with
/// decimal arithmetic, and SQL on two databases. All amounts in hundredths.</summary>
internal static class PublishedFigures
{
    /// <summary>The figures for so many sellers, or null where none are published.</summary>
    public static string? Of(int sellers) => sellers switch
    {
        100_000 => "active=43590 pv=1855520979 cv=1484316958 gv=20001305826 hist=96114/3477/364/43/2/0/0 uni=206634267 "
            + "match=7560047 pool=0x0 hash=100365705808 | "
            + "P2 pay=274177287 cl=77064998032 cr=24584287660 hash=135001717594",
        1_000_000 => "active=438757 pv=18556899733 cv=14841299563 gv=224816343570 hist=960795/35159/3618/404/22/2/0 "
            + "uni=2996044590 match=113942972 pool=148412995x2 hash=1823084970506 | "
            + "P2 pay=2772321466 cl=1144124843389 cr=321746580335 hash=1381878665007",
        10_000_000 => "active=4391516 pv=185586064036 cv=148446535939 gv=2501696239453 hist=9606540/353565/35766/3930/191/8/0 "
            + "uni=32016796433 match=1079684057 pool=371116339x8 hash=19331421112153 | "
            + "P2 pay=27820420999 cl=17924381855940 cr=3683155902531 hash=13871584481952",
        _ => null,
    };
}
