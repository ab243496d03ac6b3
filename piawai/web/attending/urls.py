"""Addresses of attendance. What stands below hadir/ works without network once it was opened."""

from django.urls import path

from piawai.web.attending import organiser, participant, people, phones

urlpatterns = [
    path("hadir/", participant.attending, name="attending"),
    path("hadir/luring/", phones.offline, name="attending_offline"),
    path("hadir/pekerja.js", phones.worker, name="attending_worker"),
    path("hadir/kirim/", phones.send, name="attending_send"),
    path("hadir/pindai/", phones.scanner, name="scanner"),
    path("hadir/pindai/kirim/", phones.send_scanned, name="scanner_send"),
    path("hadir/pindai/<int:number>/", organiser.meeting_scanner, name="meeting_scanner"),
    path("hadir/peserta/<str:text>/", organiser.attend_for, name="attend_for"),
    path("hadir/<str:text>/", participant.attend, name="attend"),
    path("kehadiran/", organiser.attendance, name="attendance"),
    path("kehadiran/orang/", people.attendance_of_people, name="attendance_of_people"),
    path("kehadiran/pertemuan/<int:number>/", organiser.meeting, name="meeting"),
    path("kehadiran/pertemuan/<int:number>/kode/", organiser.meeting_code, name="meeting_code"),
    path("kehadiran/pertemuan/<int:number>/kertas/", organiser.meeting_paper, name="meeting_paper"),
    path("kehadiran/pertemuan/<int:number>/tutup/", organiser.meeting_close, name="meeting_close"),
    path("kehadiran/pindaian/<int:number>/putusan/", organiser.scan_decide, name="scan_decide"),
    path("kehadiran/<path:code>/", organiser.session_attendance, name="session_attendance"),
]
