using System.Diagnostics;

namespace Compensation.EndToEnd.Tests.Faults;

/// <summary>A disk of its own in memory, which can be filled and emptied.</summary>
internal sealed class SmallDisk : IDisposable
{
    private const int Megabytes = 400;

    private readonly DirectoryInfo folder;

    private SmallDisk(DirectoryInfo folder) => this.folder = folder;

    /// <summary>Where it is.</summary>
    public string Folder => folder.FullName;

    private string Ballast => Path.Combine(Folder, "ballast");

    /// <summary>Mounts one; null where that is not allowed.</summary>
    public static SmallDisk? TryMount()
    {
        var folder = Directory.CreateTempSubdirectory("compensation-disk-");
        if (Run("mount", "-t", "tmpfs", "-o", $"size={Megabytes}m,mode=1777", "compensation", folder.FullName))
        {
            return new SmallDisk(folder);
        }

        folder.Delete();
        return null;
    }

    /// <summary>Fills it to the last byte.</summary>
    public void Fill()
    {
        var zeros = new byte[1024 * 1024];
        try
        {
            using var ballast = new FileStream(Ballast, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
            while (true)
            {
                ballast.Write(zeros);
            }
        }
        catch (IOException)
        {
            // It is full.
        }
    }

    /// <summary>Makes room again.</summary>
    public void Empty() => File.Delete(Ballast);

    public void Dispose()
    {
        Run("umount", "-l", Folder);
        folder.Delete();
    }

    private static bool Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
