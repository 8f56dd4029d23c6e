using System.Security.Cryptography;
using System.Text;
using Compensation.Ledger.Runs;
using Compensation.Rules.Closing;
using Compensation.Rules.Numbers;
using Shouldly;
using Xunit;

namespace Compensation.Ledger.Tests;

public sealed class RunPackageTests
{
    [Fact]
    public void Write_Result_GivesTheDocumentedTables()
    {
        using var folder = new Folder();
        Runs.Write(folder["run"]);

        string Text(string name) => File.ReadAllText(Path.Combine(folder["run"], name));
        Text("plan.yaml").ShouldBe("plan: Aurora\nversion: 3\n");
        Text("commissions.csv").ShouldBe(
            "line,bonus,kind,payee,source,order,level,base,rate,amount\n"
            + "1,Team,pay,A,\"B,b\",,1,20.00,0.05,1.00\n"
            + "2,Team,pay,A,\"B,b\",O2,2,20.00,1/3,6.67\n"
            + "3,Pool,cap,\"B,b\",,,0,-7,0.05,-0.35\n");
        Text("volumes.csv").ShouldBe("seller,GV,legs\nA,30.50,2\n\"B,b\",20.00,0\n");
        Text("ranks.csv").ShouldBe("seller,rank,title\nA,Manager,Manager\n\"B,b\",,Consultant\n");
        Text("payments.csv").ShouldBe("payee,wallet,currency,amount,due,of\nA,main,EUR,7.67,2026-02-15,earnings\n"
            + "\"B,b\",main,JPY,-35,2026-02-15,fee\n");
        Text("carry.csv").ShouldBe("item,seller,value,decimals\nTeam/left,A,1500,2\ntitle,A,2,0\ntitle,\"B,b\",1,0\n");
        Text("lots.csv").ShouldBe("bonus,seller,leg,order,placed,period,units,amount,total\n"
            + "Team,\"B,b\",1,O2,2026-01-05T23:00:00Z,,2000,0,0\n");
        Text("places.csv").ShouldBe("tree,seller,parent,leg\nplacement,\"B,b\",A,1\n");
    }

    [Fact]
    public void Write_Twice_GivesTheSameBytesAndRoot()
    {
        using var folder = new Folder();

        Runs.Write(folder["one"]).ShouldBe(Runs.Write(folder["two"]));

        RunComparison.Compare(folder["one"], folder["two"]).ShouldBeNull();
        foreach (var file in Directory.GetFiles(folder["one"]))
        {
            File.ReadAllBytes(file).ShouldBe(File.ReadAllBytes(Path.Combine(folder["two"], Path.GetFileName(file))));
        }
    }

    [Fact]
    public void Root_IsWhatAnAuditorComputesFromTheFilesAlone()
    {
        using var folder = new Folder();
        var root = Runs.Write(folder["run"]);

        // sha256sum FILES | LC_ALL=C sort | sha256sum
        var lines = Directory.GetFiles(folder["run"]).Where(file => Path.GetFileName(file) != "manifest.json")
            .Select(file => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file))).ToLowerInvariant() + "  "
                + Path.GetFileName(file) + "\n")
            .Order(StringComparer.Ordinal);
        root.ShouldBe(Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(lines)))).ToLowerInvariant());
    }

    [Fact]
    public void Open_WrittenRun_GivesItBack()
    {
        using var folder = new Folder();
        var root = Runs.Write(folder["run"], previousRoot: "abc");

        var run = RunPackage.Open(folder["run"]);

        run.Root.ShouldBe(root);
        run.Inputs.PreviousRoot.ShouldBe("abc");
        run.Inputs.Files.ShouldBe(Runs.Inputs);
        run.Summary.Plan.ShouldBe("Aurora");
        run.Summary.PlanVersion.ShouldBe(3);
        run.Summary.Period.ShouldBe(Company.January);
        run.Summary.Totals.ShouldBe([new Total("bonus", "Team", 767, 2), new Total("volume", "PV", 3_050, 2)]);
        run.Summary.Remarks.ShouldBe(["The cap „Pool“ asks for a review."]);
        run.Summary.Counts.ShouldContain(new KeyValuePair<string, long>("commission lines", 3));
        run.ReadPlanText().ShouldBe(Company.Plan.Text);
    }

    [Fact]
    public void ReadLines_WrittenRun_GivesEveryField()
    {
        using var folder = new Folder();
        Runs.Write(folder["run"]);

        var (sellers, orders, lines) = RunPackage.Open(folder["run"]).ReadLines();

        Enumerable.Range(0, lines.Count).Select(i => (
            lines.BonusNames[lines.Bonus[i]], lines.Kind[i], sellers[lines.Payee[i]], lines.Source[i] < 0 ? ""
                : sellers[lines.Source[i]],
            lines.OrderRow[i] < 0 ? "" : orders[lines.OrderRow[i]], (int)lines.Level[i], lines.Base[i],
                lines.BaseDecimals[lines.Bonus[i]],
            lines.Rates[lines.Rate[i]], lines.Amount[i])).ShouldBe([
                ("Team", LineKind.Pay, "A", "B,b", "", 1, 2_000, 2, new Rate(1, 20), 100),
                ("Team", LineKind.Pay, "A", "B,b", "O2", 2, 2_000, 2, new Rate(1, 3), 667),
                ("Pool", LineKind.Cap, "B,b", "", "", 0, -7, 0, new Rate(1, 20), -35),
            ]);
    }

    [Fact]
    public void ReadCarry_WrittenRun_GivesEveryItemLotAndPlace()
    {
        using var folder = new Folder();
        Runs.Write(folder["run"]);

        var carry = RunPackage.Open(folder["run"]).ReadCarry();

        carry.Period.ShouldBe("2026-01");
        carry.Items.SelectMany(item => item.Seller.Zip(item.Value, (seller, value) => (item.Name, item.Decimals, carry.Sellers[seller], value)))
            .ShouldBe([("Team/left", 2, "A", 1_500), ("title", 0, "A", 2), ("title", 0, "B,b", 1)]);
        var place = carry.Places.ShouldHaveSingleItem();
        (place.Tree, carry.Sellers[place.Seller], carry.Sellers[place.Parent], place.Leg).ShouldBe(("placement", "B,b", "A", 1));
        var lot = carry.Lots.ShouldHaveSingleItem();
        carry.Sellers[lot.Seller].ShouldBe("B,b");
        (lot with { Seller = 0 }).ShouldBe(new CarryLot("Team", 0, 1, "O2", Company.Milliseconds(2026, 1, 5, 23), "",
            2_000, 0, 0));
    }

    [Fact]
    public void ReadCarry_ItemsOfUnlikeSellers_HaveAscendingPositions()
    {
        using var folder = new Folder();
        var carry = new Carry
        {
            Period = "2026-01",
            Sellers = new Ids(["A", "B", "C"]),
            Items = [new("a", 0, [1, 2], [1, 2]), new("b", 0, [0, 1, 2], [3, 4, 5])]
        };
        Runs.Write(folder["run"], result: Runs.Result(carry: carry));

        var read = RunPackage.Open(folder["run"]).ReadCarry();

        read.Items.ShouldAllBe(item => item.Seller.SequenceEqual(item.Seller.Order()));
        read.Items[1].Seller.Zip(item2(read), (seller, value) => (read.Sellers[seller], value)).Order()
            .ShouldBe([("A", 3), ("B", 4), ("C", 5)]);

        static long[] item2(Carry read) => read.Items[1].Value;
    }

    [Fact]
    public void Write_ExistingFolder_IsRefusedAndUntouched()
    {
        using var folder = new Folder();
        Directory.CreateDirectory(folder["run"]);

        Should.Throw<RunPackageException>(() => Runs.Write(folder["run"])).Message.ShouldContain("exists already");

        Directory.GetFileSystemEntries(folder.Path).ShouldBe([folder["run"]]);
        Directory.GetFileSystemEntries(folder["run"]).ShouldBeEmpty();
    }

    [Fact]
    public void Write_DiskFullAfterAnyNumberOfBytes_LeavesNothing()
    {
        using var folder = new Folder();
        Runs.Write(folder["whole"]);
        var size = Directory.GetFiles(folder["whole"]).Sum(file => new FileInfo(file).Length);
        for (var room = 0L; room < size; room += 97)
        {
            var left = room;
            var failure = Should.Throw<RunPackageException>(() => Runs.Write(
                folder["run"], create: path => new SmallDisk(File.Create(path), bytes => (left -= bytes) >= 0)));

            failure.Message.ShouldContain("No space left");
            Directory.GetFileSystemEntries(folder.Path).ShouldBe([folder["whole"]]);
        }
    }

    [Fact]
    public void Write_FaultInTheResult_LeavesNothing()
    {
        using var folder = new Folder();
        var broken = Runs.Result(lastPayee: 99);

        Should.Throw<IndexOutOfRangeException>(() => Runs.Write(folder["run"], result: broken));

        Directory.GetFileSystemEntries(folder.Path).ShouldBeEmpty();
    }

    [Fact]
    public void Write_KilledBeforeTheRename_LeavesNoFolderThatOpens()
    {
        using var folder = new Folder();
        Runs.Write(folder["run"]);
        Directory.Move(folder["run"], folder["run.partial-abc"]);

        Should.Throw<RunPackageException>(() =>
            RunPackage.Open(folder["run.partial-abc"])).Message.ShouldContain("unfinished-run");
    }

    [Fact]
    public void FindPrevious_RenamedRunBeside_IsFoundByItsRoot()
    {
        using var folder = new Folder();
        var first = Runs.Write(folder["a"]);
        Runs.Write(folder["b"], previousRoot: first);
        Directory.Move(folder["a"], folder["renamed"]);
        Directory.CreateDirectory(folder["other"]);

        var second = RunPackage.Open(folder["b"]);

        second.FindPrevious()!.Root.ShouldBe(first);
        second.FindPrevious()!.FindPrevious().ShouldBeNull();
    }

    /// <summary>A disk that is full after some bytes.</summary>
    private sealed class SmallDisk(FileStream file, Func<int, bool> fits) : MemoryStream
    {
        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            if (!fits(buffer.Length))
            {
                throw new IOException("No space left on device");
            }

            file.Write(buffer);
        }

        protected override void Dispose(bool disposing)
        {
            file.Dispose();
            base.Dispose(disposing);
        }
    }
}
