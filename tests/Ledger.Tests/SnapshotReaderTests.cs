using Compensation.Ledger.Snapshots;
using Compensation.Rules.Closing;
using Compensation.Rules.Numbers;
using Compensation.Rules.Plans;
using Shouldly;
using Xunit;

namespace Compensation.Ledger.Tests;

public sealed class SnapshotReaderTests
{
    [Fact]
    public void Sellers_AllColumns_AreDecoded()
    {
        var sellers = Company.Good(Company.ReadWith("sellers.csv",
            "Seller,SPONSOR,position,leg,enrolled,kit,points,Is Active,birthday,owner,contract,nickname\n"
            + "B,A,A,right,2025-07-01,Gold,12.5,no,1990-02-03,A,Manager,bee\n"
            + "A,,,,2025-03-01T10:30:00+01:00,,,,,,,\n")).Sellers;

        sellers.Ids[0].ShouldBe("B");
        sellers.Ids[1].ShouldBe("A");
        sellers.Trees[0].Parent.ShouldBe([1, -1]);
        sellers.Trees[1].Parent.ShouldBe([1, -1]);
        sellers.Trees[0].Leg.ShouldBe([-1, -1]);
        sellers.Trees[1].Leg.ShouldBe([1, -1]);

        // 1 July begins at 22:00 UTC of 30 June in Berlin's summer; 10:30+01:00 is 09:30 UTC.
        sellers.Enrolled.ShouldBe([Company.Milliseconds(2025, 6, 30, 22), Company.Milliseconds(2025, 3, 1, 9, 30)]);

        // Ordinals from 1; one decimal; no; 1990-02-03 is day 7,338; row of A; second rank. Then the defaults.
        sellers.Attributes.Select(column => column[0]).ShouldBe([2, 125, 0, 7_338, 1, 2]);
        sellers.Attributes.Select(column => column[1]).ShouldBe([1, 0, 1, 0, -1, 0]);
    }

    [Fact]
    public void Sellers_WithoutOptionalColumns_HaveDefaults()
    {
        var sellers = Company.Good(Company.ReadWith("sellers.csv", Company.Sellers)).Sellers;

        sellers.Enrolled.ShouldBe([0, 0, 0]);
        sellers.Attributes[0].ShouldBe([1, 1, 1]);
        sellers.Attributes[4].ShouldBe([-1, -1, -1]);
    }

    [Fact]
    public void Orders_AllColumns_AreDecoded()
    {
        var orders = Company.Good(Company.ReadWith("orders.csv",
            "PV,amount,placed,recorded,customer,seller,order,category,host\n"
            + "10.50,7,2026-01-05,2026-02-03T00:00:00Z,X,B,O1,Food,A\n"
            + ",,2026-01-06T12:00:00Z,,,A,O2,,\n"
            + "-3,-1,2026-01-07,,Y,A,O2,Books,\n"
            + "0,0,2026-01-08,,X,C,O3,,C\n")).Orders;

        Enumerable.Range(0, 4).Select(row => orders.Ids[row]).ShouldBe(["O1", "O2", "O2", "O3"]);
        orders.Seller.ShouldBe([1, 0, 0, 2]);
        orders.Customer.ShouldBe([0, -1, 1, 0]);
        orders.Customers.Count.ShouldBe(2);
        orders.Customers[1].ShouldBe("Y");
        orders.Placed[0].ShouldBe(Company.Milliseconds(2026, 1, 4, 23));
        orders.Recorded.ShouldBe([Company.Milliseconds(2026, 2, 3), orders.Placed[1], orders.Placed[2], orders.Placed[3]]);
        orders.Volumes[0].ShouldBe([1_050, 0, -300, 0]);
        orders.Volumes[1].ShouldBeNull();
        orders.Volumes[2].ShouldBe([7, 0, -1, 0]);
        orders.Attributes[0].ShouldBe([2, 0, 1, 0]);
        orders.Attributes[1].ShouldBe([0, -1, -1, 2]);
    }

    [Theory]
    [InlineData("sellers.csv", "seller,sponsor,position,leg\nA,,,\nB,A,,\nA,,,\n", "duplicate-seller", 4, 1)]
    [InlineData("sellers.csv", "seller,sponsor,position,leg\nA,,,\nB,Z,,\n", "unknown-parent", 3, 3)]
    [InlineData("sellers.csv", "seller,sponsor,position,leg\nA,,,\nB,A,Z,left\n", "unknown-parent", 3, 5)]
    [InlineData("sellers.csv", "seller,sponsor,position,leg\nA,,,\nB,B,,\n", "own-parent", 3, 3)]
    [InlineData("sellers.csv", "seller,sponsor,position,leg\nA,,,\nB,A,A,middle\n", "unknown-leg", 3, 7)]
    [InlineData("sellers.csv", "seller,sponsor,position,leg\nA,,,\n,A,A,left\n", "empty-id", 3, 1)]
    [InlineData("sellers.csv", "seller,sponsor,position,leg\nA,,,\n\"x\ny\",A,A,left\n", "control-character", 3, 2)]
    [InlineData("sellers.csv", "seller,sponsor,position\nA,,\nB,A,A\n", "missing-column", 1, 1)]
    [InlineData("sellers.csv", "seller,position,leg\nA,,\nB,A,\n", "missing-column", 1, 1)]
    [InlineData("sellers.csv", "seller,sponsor,position,leg,enrolled\nA,,,,1.1.2026\nB,,,,\n", "not-a-time", 2, 6)]
    [InlineData("sellers.csv", "seller,sponsor,position,leg,kit\nA,,,,Bronze\nB,,,,\n", "unknown-choice", 2, 6)]
    [InlineData("sellers.csv", "seller,sponsor,position,leg,contract\nA,,,,Boss\nB,,,,\n", "unknown-rank", 2, 6)]
    [InlineData("sellers.csv", "seller,sponsor,position,leg,points\nA,,,,1.25\nB,,,,\n", "too-many-decimals", 2, 6)]
    [InlineData("sellers.csv", "seller,sponsor,position,leg,is active\nA,,,,maybe\nB,,,,\n", "not-a-flag", 2, 6)]
    [InlineData("sellers.csv", "seller,sponsor,position,leg,birthday\nA,,,,3.2.1990\nB,,,,\n", "not-a-date", 2, 6)]
    [InlineData("sellers.csv", "seller,sponsor,position,leg,owner\nA,,,,Z\nB,,,,\n", "unknown-seller", 2, 6)]
    [InlineData("orders.csv", "order,seller,placed,PV,amount\nO1,Z,2026-01-05,1,1\n", "unknown-seller", 2, 4)]
    [InlineData("orders.csv", "order,seller,placed,PV,amount\n,A,2026-01-05,1,1\n", "empty-id", 2, 1)]
    [InlineData("orders.csv", "order,seller,placed,PV,amount\nO1,,2026-01-05,1,1\n", "empty-id", 2, 4)]
    [InlineData("orders.csv", "order,seller,placed,PV,amount\nO1,A,,1,1\n", "not-a-time", 2, 6)]
    [InlineData("orders.csv", "order,seller,placed,PV,amount\nO1,A,2026-01-05T12:00:00,1,1\n", "not-a-time", 2, 6)]
    [InlineData("orders.csv", "order,seller,placed,PV,amount\nO1,A,2026-01-05,1.005,1\n", "too-many-decimals", 2, 17)]
    [InlineData("orders.csv", "order,seller,placed,PV,amount\nO1,A,2026-01-05,ten,1\n", "not-a-number", 2, 17)]
    [InlineData("orders.csv", "order,seller,placed,PV,amount\nO1,A,2026-01-05,1,99999999999999999999\n",
        "number-too-large", 2, 19)]
    [InlineData("orders.csv", "order,seller,placed,PV,amount,host\nO1,A,2026-01-05,1,1,Z\n", "unknown-seller", 2, 21)]
    [InlineData("orders.csv", "order,seller,placed,PV,amount,category\nO1,A,2026-01-05,1,1,Toys\n", "unknown-choice", 2, 21)]
    [InlineData("orders.csv", "order,seller,placed,PV\nO1,A,2026-01-05,1\n", "missing-column", 1, 1)]
    [InlineData("moves.csv", "seller,parent,effective\nB,Z,2026-01-10\n", "unknown-seller", 2, 3)]
    [InlineData("moves.csv", "seller,parent,effective\nB,B,2026-01-10\n", "own-parent", 2, 3)]
    [InlineData("moves.csv", "seller,tree,parent,effective\nB,oak,A,2026-01-10\n", "unknown-tree", 2, 3)]
    [InlineData("moves.csv", "seller,tree,parent,leg,effective\nB,placement,A,up,2026-01-10\n", "unknown-leg", 2, 15)]
    [InlineData("moves.csv", "seller,parent,leg,effective\nB,A,left,2026-01-10\n", "unknown-leg", 2, 5)]
    [InlineData("moves.csv", "seller,parent,effective\nB,A,soon\n", "not-a-time", 2, 5)]
    [InlineData("adjustments.csv", "adjustment,seller,amount\nX,A,1.001\n", "too-many-decimals", 2, 5)]
    [InlineData("adjustments.csv", "adjustment,seller,amount\nX,A,1\nX,B,1\n", "duplicate-adjustment", 3, 1)]
    [InlineData("adjustments.csv", "adjustment,seller,amount,bonus\nX,A,1,Teem\n", "unknown-bonus", 2, 7)]
    [InlineData("overrides.csv", "override,seller,rank\nX,A,Boss\n", "unknown-rank", 2, 5)]
    [InlineData("overrides.csv", "override,seller,rank\nX,A,Manager\nY,A,none\n", "duplicate-override", 3, 3)]
    [InlineData("overrides.csv", "override,seller,rank\nX,A,\n", "rank-or-amount", 2, 1)]
    [InlineData("overrides.csv", "override,seller,rank,bonus,amount\nX,A,Manager,Team,1\n", "rank-or-amount", 2, 1)]
    [InlineData("overrides.csv", "override,seller,bonus,amount\nX,A,Teem,1\n", "unknown-bonus", 2, 5)]
    [InlineData("rates.csv", "currency,volume factor\nVND,zero\n", "not-a-factor", 2, 5)]
    [InlineData("rates.csv", "currency,payout factor\nVND,0\n", "not-a-factor", 2, 5)]
    [InlineData("rates.csv", "currency,payout factor\nVND,1\nVND,2\n", "duplicate-currency", 3, 1)]
    [InlineData("refunds.csv", "refund,order,refunded\nR1,O9,2026-01-20\n", "unknown-order", 2, 4)]
    [InlineData("refunds.csv", "refund,order,refunded,PV\nR1,O1,2026-01-20,5\n", "partial-refund", 2, 1)]
    [InlineData("refunds.csv", "refund,order,refunded,PV,amount\nR1,O1,2026-01-20,-5,0\n", "negative-refund", 2, 18)]
    [InlineData("refunds.csv", "refund,order,refunded,line\nR1,O1,2026-01-20,2\n", "no-such-line", 2, 4)]
    [InlineData("refunds.csv", "refund,order,refunded,line\nR1,O1,2026-01-20,0\n", "no-such-line", 2, 18)]
    [InlineData("refunds.csv", "refund,order,refunded\nR1,O1,2026-01-20\nR1,O1,2026-01-21\n", "duplicate-refund", 3, 1)]
    public void Read_OneError_IsReportedWithItsPlace(string file, string text, string code, int line, int column)
    {
        // A file of sellers without C must not break the orders, which are of A and B.
        var reading = Company.ReadWith(file, text);

        reading.Snapshot.ShouldBeNull();
        var finding = reading.Findings.ShouldHaveSingleItem();
        (finding.Code, finding.Place.Line, finding.Place.Column, Path.GetFileName(finding.Place.File))
            .ShouldBe((code, line, column, file));
        finding.Severity.ShouldBe(Severity.Error);
        finding.Remedy.ShouldNotBeEmpty();
    }

    [Fact]
    public void Read_DuplicateSeller_NamesBothLines() =>
        Company.ReadWith("sellers.csv", "seller,sponsor,position,leg\nA,,,\nB,A,,\nA,,,\n").Findings[0].Message
            .ShouldBe("The seller 'A' stands here and on line 2.");

    [Fact]
    public void Read_UnreadableValue_NamesFieldValueAndRemedy() =>
        Company.ReadWith("orders.csv", "order,seller,placed,PV,amount\nO1,A,2026-01-05,1.005,1\n").Findings[0].ToString()
            .ShouldEndWith("orders.csv:2:17: error too-many-decimals: 'PV' is '1.005', which has more than 2 decimals."
                + " Round it before it is read, or give the plan more decimals.");

    [Fact]
    public void Read_SeveralErrors_AreAllReportedInOrder()
    {
        using var folder = new Folder()
            .With("sellers.csv", Company.Sellers)
            .With("orders.csv", "order,seller,placed,PV,amount\n,Z,x,y,z\nO2,A,2026-01-05,1\nO3,A,2026-01-05,1,1\n"
                + "O4,Q,2026-01-05,1,1\n")
            .With("adjustments.csv", "adjustment,seller,amount\nX,Y,Z\n");

        Company.Read(folder).Findings.Select(finding => $"{finding.Place.Line}:{finding.Place.Column} {finding.Code}").ShouldBe([
            "2:1 empty-id", "2:2 unknown-seller", "2:4 not-a-time", "2:6 not-a-number", "2:8 not-a-number",
            "3:1 field-count", "5:4 unknown-seller", "2:3 unknown-seller", "2:5 not-a-number",
        ]);
    }

    [Fact]
    public void Read_BrokenSellerRow_DoesNotMakeItsOrdersUnknown()
    {
        var reading = Company.ReadWith("sellers.csv", "seller,sponsor,position,leg\nA,,,\nB,A,A\nC,B,B,left\n");

        reading.Findings.ShouldHaveSingleItem().Code.ShouldBe("field-count");
    }

    [Fact]
    public void Read_MissingFile_IsNamed()
    {
        using var folder = new Folder().With("orders.csv", Company.Orders);

        var finding = Company.Read(folder).Findings.ShouldHaveSingleItem();

        finding.Code.ShouldBe("missing-file");
        finding.Place.File.ShouldBe(folder["sellers.csv"]);
    }

    [Fact]
    public void Read_Utf16File_SaysSo()
    {
        using var folder = new Folder().With("sellers.csv", Company.Sellers)
            .With("orders.csv", [0xFF, 0xFE, .. System.Text.Encoding.Unicode.GetBytes(Company.Orders)]);

        Company.Read(folder).Findings.ShouldHaveSingleItem().Message.ShouldBe("The file is UTF-16 text.");
    }

    [Fact]
    public void Read_Files_AreHashed()
    {
        var files = Company.ReadWith("moves.csv", "seller,parent,effective\n").Files;

        files.Select(file => file.Name).ShouldBe(["sellers.csv", "orders.csv", "moves.csv"]);
        files[0].Bytes.ShouldBe(Company.Sellers.Length);

        // printf 'seller,parent,effective\n' | sha256sum
        files[2].Sha256.ShouldBe("4852a96da37f7f31d29e67eb3958b8b46b43cbec02d46cc8c66bd6a1823fb857");
    }

    [Fact]
    public void Moves_AreDecoded() =>
        Company.Good(Company.ReadWith("moves.csv",
            "seller,tree,parent,leg,effective\nB,,C,,2026-01-10\nB,placement,,,2026-01-11\n"
                + "C,placement,B,right,2026-01-12T00:00:00Z\n")).Moves.ShouldBe([
                new Move(0, 1, 2, -1, Company.Milliseconds(2026, 1, 9, 23)),
                new Move(1, 1, -1, -1, Company.Milliseconds(2026, 1, 10, 23)),
                new Move(1, 2, 1, 1, Company.Milliseconds(2026, 1, 12)),
            ]);

    [Fact]
    public void Adjustments_AreDecoded() =>
        Company.Good(Company.ReadWith("adjustments.csv",
            "adjustment,seller,amount,bonus,reason\nX1,B,-12.5,Team,\"Paid twice, in May\"\nX2,A,3,,\n")).Adjustments.ShouldBe([
                new Adjustment(1, -1_250, "Team", "Paid twice, in May", "X1"),
                new Adjustment(0, 300, "", "", "X2"),
            ]);

    [Fact]
    public void Overrides_AreDecoded()
    {
        var snapshot = Company.Good(Company.ReadWith("overrides.csv",
            "override,seller,rank,bonus,source,order,amount,reason\nX1,B,Manager,,,,,Agreed\nX2,C,none,,,,,\nX3,A,,Team,B,O2,12.5,Paid by hand\n"));

        snapshot.RankOverrides.ShouldBe([new RankOverride(1, 2, "Agreed", "X1"), new RankOverride(2, 0, "", "X2")]);
        snapshot.LineOverrides.ShouldBe([new LineOverride(0, "Team", 1, "O2", 1_250, "Paid by hand", "X3")]);
    }

    [Fact]
    public void Rates_EmptyFactor_StaysAsThePlanHasIt()
    {
        var rates = Company.Good(Company.ReadWith("rates.csv",
            "currency,volume factor,payout factor\nVND,,27500.5\nUSD,7/8,\n")).Rates;

        rates["VND"].ShouldBe(new CurrencyRates(new Rate(1, 4), new Rate(55_001, 2)));
        rates["USD"].ShouldBe(new CurrencyRates(new Rate(7, 8), Rate.One));
    }

    [Fact]
    public void Refunds_OfOrdersWithSeveralRows_ApplyToAllOrToTheNamedLine()
    {
        using var folder = new Folder().With("sellers.csv", Company.Sellers)
            .With("orders.csv", "order,seller,placed,PV,amount\nO1,A,2026-01-05,1,1\nO2,A,2026-01-05,2,2\nO1,B,2026-01-05,3,3\n")
            .With("refunds.csv", "refund,order,refunded,line,PV,amount\nR1,O1,2026-01-20,,,\nR2,O1,2026-01-21,2,0.5,1\n"
                + "R3,O2,2026-01-22,,2,0\n");

        var refunds = Company.Good(Company.Read(folder)).Refunds;

        refunds.Select(refund => (refund.Id, refund.Row)).ShouldBe([("R1", 0), ("R1", 2), ("R2", 2), ("R3", 1)]);
        refunds[0].Volumes.ShouldBeNull();
        refunds[2].Volumes.ShouldBe([50, 0, 1]);
        refunds[3].Volumes.ShouldBe([200, 0, 0]);
        refunds[3].Refunded.ShouldBe(Company.Milliseconds(2026, 1, 21, 23));
    }

    [Fact]
    public void Refunds_OfVolumesOfAnOrderWithSeveralRows_NeedTheLine()
    {
        using var folder = new Folder().With("sellers.csv", Company.Sellers)
            .With("orders.csv", "order,seller,placed,PV,amount\nO1,A,2026-01-05,1,1\nO1,B,2026-01-05,3,3\n")
            .With("refunds.csv", "refund,order,refunded,PV,amount\nR1,O1,2026-01-20,1,1\n");

        Company.Read(folder).Findings.ShouldHaveSingleItem().Code.ShouldBe("which-line");
    }

    [Fact]
    public void Read_ShuffledRowsInSmallBlocksOnSeveralThreads_GivesTheSameContent()
    {
        var random = new Random(42);
        var sellers = Enumerable.Range(0, 300)
            .Select(i => $"S{i},{(i == 0 ? "" : $"S{random.Next(i)}")},,,2025-01-{1 + random.Next(28):00}").ToArray();
        var orders = Enumerable.Range(0, 2_000).Select(i =>
            $"O{i},S{random.Next(300)},2026-01-{1 + random.Next(31):00},{random.Next(99)}.{random.Next(10)},{i},"
            + (i % 3 == 0 ? $"C{random.Next(50)}" : "")).ToArray();
        var expected = Content(sellers, orders, ReadingOptions.Default);

        for (var i = 0; i < 5; i++)
        {
            random.Shuffle(sellers);
            random.Shuffle(orders);
            Content(sellers, orders, new ReadingOptions(1 + i, 200 + (i * 100))).ShouldBe(expected);
        }
    }

    /// <summary>Everything read, with ids instead of row numbers, sorted.</summary>
    private static List<string> Content(string[] sellerRows, string[] orderRows, ReadingOptions options)
    {
        using var folder = new Folder()
            .With("sellers.csv", "seller,sponsor,position,leg,enrolled\n" + string.Join('\n', sellerRows))
            .With("orders.csv", "order,seller,placed,PV,amount,customer\n" + string.Join('\n', orderRows));
        var snapshot = Company.Good(Company.Read(folder, options: options));
        var (sellers, orders) = (snapshot.Sellers, snapshot.Orders);
        string Id(Ids ids, int row) => row < 0 ? "" : ids[row];
        return
        [
            .. Enumerable.Range(0, sellers.Count)
                .Select(row => $"{sellers.Ids[row]} {Id(sellers.Ids, sellers.Trees[0].Parent[row])} "
                + $"{sellers.Enrolled[row]}").Order(),
            .. Enumerable.Range(0, orders.Count).Select(row => $"{orders.Ids[row]} {Id(sellers.Ids, orders.Seller[row])} "
                + $"{Id(orders.Customers, orders.CustomerOf(row))} {orders.Placed[row]} {orders.Volumes[0]![row]} "
                    + $"{orders.Volumes[2]![row]}").Order(),
        ];
    }
}
