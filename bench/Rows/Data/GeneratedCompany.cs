using System.Buffers.Text;
using System.Runtime.InteropServices;

namespace Compensation.Bench.Data;

/// <summary>Represents the company as columns by id, in the form of the files that all arms read.</summary>
/// <remarks>
/// Little-endian. <c>sellers.bin</c>: the numbers of sellers and orders (64 bits each), then columns: sponsor, position above (32
/// bits, -1 for none), leg (8 bits), volume carried left, carried right (64 bits, hundredths). <c>orders.bin</c>: rows of
/// seller, PV, CV in hundredths and the day of the month from 0, 32 bits each. A seller's id is the position. Databases read the same as CSV.
/// </remarks>
internal sealed class GeneratedCompany(int sellers, int orders)
{
    public int[] Sponsor { get; private init; } = new int[sellers];

    public int[] Above { get; private init; } = new int[sellers];

    public byte[] Side { get; private init; } = new byte[sellers];

    public long[] CarriedLeft { get; private init; } = new long[sellers];

    public long[] CarriedRight { get; private init; } = new long[sellers];

    public GeneratedOrder[] Orders { get; private init; } = new GeneratedOrder[orders];

    /// <summary>Reads the columns from a folder.</summary>
    public static GeneratedCompany Read(string folder)
    {
        using var file = File.OpenRead(Path.Combine(folder, "sellers.bin"));
        var counts = Column<long>(file, 2);
        var (sellers, orders) = (checked((int)counts[0]), checked((int)counts[1]));
        using var rows = File.OpenRead(Path.Combine(folder, "orders.bin"));
        return new GeneratedCompany(0, 0)
        {
            Sponsor = Column<int>(file, sellers),
            Above = Column<int>(file, sellers),
            Side = Column<byte>(file, sellers),
            CarriedLeft = Column<long>(file, sellers),
            CarriedRight = Column<long>(file, sellers),
            Orders = Column<GeneratedOrder>(rows, orders),
        };
    }

    /// <summary>The folder with the files of a company of so many sellers, made up where they are missing.</summary>
    public static string FolderOf(string data, int sellers)
    {
        var folder = Path.Combine(data, $"{sellers}");
        if (!Directory.Exists(folder))
        {
            var unfinished = folder + ".new";
            Directory.CreateDirectory(unfinished);
            CompanyGenerator.Generate(sellers).Write(unfinished);
            Directory.Move(unfinished, folder);
        }

        return folder;
    }

    /// <summary>Writes what databases read beside the columns, <c>sellers.csv</c> and <c>orders.csv</c>, unless it is there.</summary>
    public static void WriteCsv(string folder)
    {
        if (File.Exists(Path.Combine(folder, "orders.csv")))
        {
            return;
        }

        var company = Read(folder);
        WriteCsv(Path.Combine(folder, "sellers.csv"), "id,sponsor,above,side,carry_left,carry_right", company.Sponsor.Length, seller =>
            [seller, company.Sponsor[seller], company.Above[seller], company.Side[seller], company.CarriedLeft[seller], company.CarriedRight[seller]]);
        var unfinished = Path.Combine(folder, "orders.new");
        WriteCsv(unfinished, "id,seller,pv,cv,day", company.Orders.Length, row =>
            [row + 1, company.Orders[row].Seller, company.Orders[row].Personal, company.Orders[row].Commissionable, company.Orders[row].Day]);
        File.Move(unfinished, Path.Combine(folder, "orders.csv"));
    }

    private void Write(string folder)
    {
        using (var file = File.Create(Path.Combine(folder, "sellers.bin")))
        {
            file.Write(MemoryMarshal.AsBytes<long>([Sponsor.Length, Orders.Length]));
            Write(file, Sponsor);
            Write(file, Above);
            Write(file, Side);
            Write(file, CarriedLeft);
            Write(file, CarriedRight);
        }

        using (var file = File.Create(Path.Combine(folder, "orders.bin")))
        {
            Write(file, Orders);
        }

    }

    private static void WriteCsv(string path, string header, int rows, Func<int, long[]> row)
    {
        using var file = new BufferedStream(File.Create(path), 1 << 20);
        file.Write([.. System.Text.Encoding.ASCII.GetBytes(header), (byte)'\n']);
        Span<byte> digits = stackalloc byte[20];
        for (var i = 0; i < rows; i++)
        {
            var cells = row(i);
            for (var cell = 0; cell < cells.Length; cell++)
            {
                // Nobody, -1, is an empty cell.
                var length = 0;
                _ = cells[cell] >= 0 && Utf8Formatter.TryFormat(cells[cell], digits, out length);
                file.Write(digits[..length]);
                file.WriteByte(cell == cells.Length - 1 ? (byte)'\n' : (byte)',');
            }
        }
    }

    private static void Write<T>(Stream file, T[] column)
        where T : unmanaged
    {
        const int AtOnce = 1 << 20;
        for (var i = 0; i < column.Length; i += AtOnce)
        {
            file.Write(MemoryMarshal.AsBytes(column.AsSpan(i, Math.Min(AtOnce, column.Length - i))));
        }
    }

    private static T[] Column<T>(Stream file, int count)
        where T : unmanaged
    {
        var column = GC.AllocateUninitializedArray<T>(count);
        file.ReadExactly(MemoryMarshal.AsBytes(column.AsSpan()));
        return column;
    }
}

/// <summary>Represents an order.</summary>
/// <param name="Seller">Who sold.</param>
/// <param name="Personal">Its PV in hundredths.</param>
/// <param name="Commissionable">Its CV in hundredths.</param>
/// <param name="Day">The day of the month from 0.</param>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal readonly record struct GeneratedOrder(int Seller, int Personal, int Commissionable, int Day);
